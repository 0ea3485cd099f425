import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { workingTime } from '../ui/format.ts'
import en from './en.json'
import zhCn from './zh-cn.json'

export type Language = 'zh-CN' | 'en'

/** Both languages are in the bundle: switching needs no network and is done in the same frame. */
export function startI18n(language: Language): void {
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { 'zh-CN': { translation: zhCn }, en: { translation: en } },
    // React escapes already. English has no plural forms here: counts stand beside unchanging words.
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  // {{minutes, workingTime}}: 95 分钟, 6 小时 55 分钟.
  i18next.services.formatter?.add('workingTime', (minutes: number, lng) => workingTime(minutes, i18next.getFixedT(lng ?? language)))
  document.documentElement.lang = language
}

export function switchLanguage(language: Language): void {
  if (i18next.language === language) return
  void i18next.changeLanguage(language)
  document.documentElement.lang = language
}
