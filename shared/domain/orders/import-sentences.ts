// Why an import refuses a file, a row or a cell: a stable code, its values, and the English sentence of the report. Runs anywhere.

/** Slots are filled from the values. The board says the same by code, in the language of its reader. */
export const importSentences = {
  'no-file-named': 'No file was named.',
  'file-missing': 'There is no such file.',
  'file-unreadable': 'The file cannot be read ({{cause}}).',
  'file-is-folder': 'This is a folder; name the files in it.',
  'file-not-regular': 'This is not a regular file.',
  'file-empty': 'The file is empty.',
  'file-too-large': 'The file has {{bytes}} bytes; at most {{most}} are read. Split the export.',
  'found-workbook': 'Found an Excel workbook (.xlsx) or a ZIP archive; a text export (CSV, or JSON where that format is named) is needed.',
  'found-empty-archive': 'Found an empty ZIP archive; a text export (CSV, or JSON where that format is named) is needed.',
  'found-old-workbook': 'Found an old Excel workbook (.xls); a text export (CSV, or JSON where that format is named) is needed.',
  'found-pdf': 'Found a PDF; a text export (CSV, or JSON where that format is named) is needed.',
  'found-gzip': 'Found a gzip archive; a text export (CSV, or JSON where that format is named) is needed.',
  'found-picture': 'Found a picture; a text export (CSV, or JSON where that format is named) is needed.',
  'found-utf-16': 'Found UTF-16 text; a text export (CSV, or JSON where that format is named) is needed.',
  'found-page': 'Found an HTML or XML page, as a browser saves when the sign-in has run out; a text export (CSV, or JSON where that format is named) is needed.',
  'nul-byte': 'Line {{line}} holds a NUL byte, so the file is not text.',
  'not-utf-8': 'Line {{line}} is not valid UTF-8. Export the file again as UTF-8.',
  'not-gbk': 'Line {{line}} is not valid GBK. Export the file again as UTF-8.',
  'not-utf-8-nor-gbk': 'Line {{line}} is not valid text: neither UTF-8 nor GBK. Export the file again as UTF-8.',
  'too-many-rows': 'The file has more than {{most}} rows. Split the export.',
  'row-slipped': 'The row has {{cells}} cells under {{columns}} columns, so its cells cannot be told apart.',
  'only-blank-lines': 'The file holds nothing but blank lines.',
  'no-header': 'The file has no header.',
  'record-too-long': 'A record of more than {{most}} characters begins here: a quote is opened and never closed, or this is no table.',
  'quote-not-closed': 'A quote is opened in this row and never closed.',
  'text-after-quote': 'After the closing quote of a cell stands more text; the row cannot be cut into cells.',
  'column-twice': 'The column {{columns}} stands more than once.',
  'csv-without-mapping': 'The format csv needs a mapping file (--mapping FILE).',
  'mapping-unreadable': 'The mapping file cannot be read ({{cause}}).',
  'mapping-not-json': 'The mapping file is not JSON: {{problem}}.',
  'mapping-wrong': "The mapping file is wrong at '{{path}}': {{problem}}.",
  'mapping-without-tables': 'The mapping names no orders, lines or products table.',
  'mapping-dates-missing': 'A column of dates needs the format and zone in which they are written; they are never guessed.',
  'mapping-date-format': 'The date format needs year, month and day (YYYY MM DD HH mm ss), and the zone an offset such as +08:00.',
  'mapping-status-meaning': 'A status column needs the meaning of each of its values.',
  'mapping-customer-column': 'A customers table needs the column of the orders that names the customer.',
  'mapping-no-table-fits': "No table of the mapping '{{mapping}}' has these columns: {{columns}}.",
  'mapping-file-missing': "No file with the columns of the mapping's table '{{tables}}' was given.",
  'status-not-mapped': "The mapping '{{mapping}}' does not say what this status means, so the order may not be sent.",
  'customer-unnamed': 'The row names no customer.',
  'customer-unknown': 'No row of the customers table has this key.',
  'order-unnamed': 'The row names no order.',
  'product-unnamed': 'The row names no product.',
  'order-number-rounded': 'A spreadsheet has rounded this order number; its digits are gone, and others of this file may be. Export the file again without opening it in Excel.',
  'order-numbers-rounded': 'Every long order number here has zeros after its 15th digit, as a spreadsheet writes when it has rounded them. Export the file again without opening it in Excel.',
  'sku-rounded': 'A spreadsheet has rounded this SKU; its digits are gone.',
  'barcode-rounded': 'A spreadsheet has rounded this barcode; its digits are gone. Export the file again without opening it in Excel.',
  'barcode-too-long': 'A barcode has at most 128 characters.',
  'barcode-control-characters': 'The barcode holds control characters.',
  'barcode-unreadable': 'The barcode cannot be read ({{cause}}).',
  'weight-not-believable': 'This is no believable weight in {{unit}}.',
  'length-not-believable': 'This is no believable length in {{unit}}.',
  'width-not-believable': 'This is no believable width in {{unit}}.',
  'height-not-believable': 'This is no believable height in {{unit}}.',
  'grams-wrong': 'A weight in grams from 1 to 1,000,000, or nothing, is needed.',
  'code-quantity-wrong': 'A code stands for a whole number of pieces from 1 to 9,999.',
  'quantity-missing': 'The quantity is missing.',
  'quantity-wrong': 'The quantity must be a whole number from 1 to 9,999.',
  'quantity-too-large': 'The order asks for {{quantity}} of {{sku}}; at most 9,999 of one product are taken.',
  'order-twice': 'Order {{number}} stands here with other cells than in row {{row}} of {{file}}; it cannot be both.',
  'line-without-order': "No order row was found for this line's order {{number}}.",
  'number-too-long': 'The order number has more than {{most}} characters.',
  'shop-too-long': "The shop's name has more than {{most}} characters.",
  'receiver-too-long': "The receiver's name has more than {{most}} characters.",
  'address-too-long': 'The address has more than {{most}} characters.',
  'phone-too-long': 'The phone number has more than {{most}} characters.',
  'sku-too-long': 'The SKU has more than {{most}} characters.',
  'sku-missing': 'The product has no SKU.',
  'sku-not-from-name': "The product '{{name}}' has no SKU, and its name cannot stand for one.",
  'sku-length': 'The SKU must have 1 to 128 characters.',
  'payment-unsaid': 'The order does not say whether it is paid.',
  'payment-unknown': 'This state of payment is not known here, so the order may not be sent.',
  'delivery-unknown': 'This state of delivery is not known here, so the order may not be sent.',
  'order-state-unknown': 'This order state is not known here, so the order may not be sent.',
  'not-shopify': 'This is neither a Shopify orders export ({{orderColumns}}) nor a products export ({{productColumns}}); its first columns are {{columns}}.',
  'not-taobao': 'This is neither an ExportOrderList ({{orderColumns}}) nor an ExportOrderDetailList ({{lineColumns}}); its first columns are {{columns}}.',
  'taobao-orders-missing': 'The other half of the export is missing: ExportOrderList (the orders). Name both files.',
  'taobao-lines-missing': 'The other half of the export is missing: ExportOrderDetailList (the lines). Name both files.',
  'not-json': 'The file is not JSON: {{problem}}.',
  'line-not-json': 'The line is not JSON: {{problem}}.',
  'json-too-long': 'A JSON array has at most {{most}} characters; write one record a line (NDJSON) instead.',
  'json-record-too-long': 'A record has at most {{most}} characters.',
  'record-wrong': 'The record is wrong: {{problem}}.',
  'record-wrong-at': "The record is wrong at '{{path}}': {{problem}}.",
  'nothing-to-read': '{{file}}: there is no such file or folder.',
  'no-export-here': '{{files}}: no .csv, .tsv, .txt, .json or .ndjson file is here.',
  'own-mapping-wrong': '{{file}}: {{problem}}',
  'no-known-export': "No known export was recognised in {{files}}. Known by their headers: Shopify orders and products, Taobao's two lists, {{mappings}}; JSON by its records.",
  'several-exports': 'More than one kind of export is here ({{formats}}); name the format and its files.',
  'format-unknown': 'The format {{format}} is not known.',
  'store-refused': 'The store refused it.',
} as const

export type ImportRefusalCode = keyof typeof importSentences
export const importRefusalCodes = Object.keys(importSentences) as ImportRefusalCode[]

/** A sentence of an import's report, and what it is made of. */
export type ImportSentence = { code: ImportRefusalCode; values?: { [slot: string]: string | number }; reason: string }

/** `reason` is the whole English sentence. */
export function say(code: ImportRefusalCode, values?: { [slot: string]: string | number }): ImportSentence {
  const reason = importSentences[code].replace(/\{\{(\w+)\}\}/g, (_slot, name: string) => String(values?.[name] ?? ''))
  return values ? { code, values, reason } : { code, reason }
}

/** What became of an order whose import came after its release. */
export const lateChanges = ['cancelled-after-release', 'changed-after-release'] as const
export type LateChange = (typeof lateChanges)[number]

/** Why an order is kept from the floor: the holds of an import, and the hub's own. The last one brings its carrier after a blank. */
export const holdCodes = ['unpaid', 'cancelled', 'refunded', 'pick-up', 'no-lines', 'already-shipped', 'unknown-product', 'recipient-masked', 'fraud-review', 'unknown-carrier'] as const
