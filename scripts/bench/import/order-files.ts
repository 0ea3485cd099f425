// Tables in the shape of Olist's public ones, made from a seed: mostly one line an order, some lines of two pieces, a few orders that are held.
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { once } from 'node:events'
import { seededRandom, wholeBetween } from '#shared/kernel/random.ts'

export const productCount = 5_000
/** Share of orders with 1, 2, 3 and 4 products, after Olist's (1.14 lines an order, pieces of one product taken together 1.03). */
const lineShares = [0.9, 0.07, 0.02, 0.01]

const hex = (random: () => number): string => Array.from({ length: 4 }, () => Math.floor(random() * 2 ** 32).toString(16).padStart(8, '0')).join('')
const idOfProduct = (index: number): string => `${String(index).padStart(8, '0')}${'c0ffee'.repeat(4)}`

async function write(file: string, header: string, rows: Iterable<string>): Promise<string> {
  const stream = createWriteStream(file)
  stream.write(`${header}\n`)
  for (const row of rows) if (!stream.write(`${row}\n`)) await once(stream, 'drain')
  stream.end()
  await once(stream, 'finish')
  return file
}

export async function writeProducts(folder: string): Promise<string> {
  const random = seededRandom(7)
  return write(path.join(folder, 'products.csv'), 'product_id,product_category_name,product_name_lenght,product_description_lenght,product_photos_qty,product_weight_g,product_length_cm,product_height_cm,product_width_cm',
    Array.from({ length: productCount }, (_, index) => `${idOfProduct(index)},casa,40,600,2,${wholeBetween(random, 50, 9_000)},${wholeBetween(random, 10, 60)},${wholeBetween(random, 2, 40)},${wholeBetween(random, 10, 50)}`))
}

/** Orders, items and customers with at least `lineCount` order lines, the same for the same seed. */
export async function writeOrders(folder: string, seed: number, lineCount: number): Promise<{ files: string[]; lines: number; orders: number }> {
  const random = seededRandom(seed)
  const orders: string[] = []
  const items: string[] = []
  const customers: string[] = []
  let lines = 0
  while (lines < lineCount) {
    const orderId = hex(random)
    const customerId = hex(random)
    const status = random() < 0.01 ? 'canceled' : 'delivered'
    const day = `2018-0${wholeBetween(random, 1, 8)}-${String(wholeBetween(random, 1, 28)).padStart(2, '0')}`
    const time = `${String(wholeBetween(random, 0, 23)).padStart(2, '0')}:${String(wholeBetween(random, 0, 59)).padStart(2, '0')}:00`
    orders.push(`${orderId},${customerId},${status},${day} ${time},${day} ${time},,,2018-12-01 00:00:00`)
    customers.push(`${customerId},${hex(random)},${wholeBetween(random, 10_000, 99_999)},sao paulo,SP`)
    const share = random()
    let wanted = 1
    for (let sum = lineShares[0] ?? 1; share > sum && wanted < lineShares.length; wanted += 1) sum += lineShares[wanted] ?? 0
    const products = new Set<number>()
    while (products.size < wanted) products.add(wholeBetween(random, 0, productCount - 1))
    let item = 0
    for (const product of products) {
      for (let piece = random() < 0.03 ? 2 : 1; piece > 0; piece -= 1) {
        item += 1
        items.push(`${orderId},${item},${idOfProduct(product)},${hex(random)},${day} ${time},99.90,12.50`)
      }
    }
    lines += products.size
  }
  return {
    lines, orders: orders.length,
    files: [
      await write(path.join(folder, `orders-${seed}.csv`), 'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date', orders),
      await write(path.join(folder, `order_items-${seed}.csv`), 'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value', items),
      await write(path.join(folder, `customers-${seed}.csv`), 'customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state', customers),
    ],
  }
}
