import { expect, test } from 'vitest'
import { settingsDefaults } from './settings-defaults.ts'

test('[HX11] a station that joined with a code has a name of its own before anybody gives it one', () => {
  expect(settingsDefaults('', null, 'GAM9-DJF3').name).toBe('工位 GAM9')
  expect(settingsDefaults('', null, 'http://10.0.0.5:4100/join#GAM9-DJF3').name).toBe('工位 GAM9')
  for (const own of [null, 'a-token-of-192-random-bits-of-the-hubs-own-machine']) expect(settingsDefaults('', null, own).name).toBe('工位 1')
})
