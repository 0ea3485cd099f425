// The one printed code that shows what is wrong with a scanner's set-up: GS1-128 with (10) a lot of both cases and a hyphen, a separator, and (21) a serial number.
// Rules SU1 to SU7 of docs/specs/scanner-setup.md. Runs anywhere.
export const GS = '\u001d'
export const testParts = { first: '10PWtest-Aa1', second: '21zZ9' } as const
/** What a scanner that is set up right sends, without AIM identifier and end. */
export const testText = `${testParts.first}${GS}${testParts.second}`
/** The same as bwip-js takes it. */
export const testCodeForDrawing = '(10)PWtest-Aa1(21)zZ9'
