// Which drawing stands for a product, and in which colour. The drawings are assets/pictures/<shape>.svg.

/** One drawing each. scripts/make-pictures.ts draws exactly these. */
export const pictureShapes = [
  'bottle', 'cup', 'glass', 't-shirt', 'trousers', 'shoe', 'sock', 'cap', 'scarf', 'backpack', 'umbrella',
  'phone', 'phone-case', 'headphones', 'earbuds', 'cable', 'charger', 'power-bank', 'keyboard', 'mouse', 'lamp', 'clock',
  'towel', 'pillow', 'quilt', 'storage-box', 'pan', 'kettle', 'bowl', 'toothbrush',
  'shampoo', 'perfume', 'jar', 'lipstick', 'snack-bag', 'tea-tin', 'milk-carton', 'sauce',
  'book', 'pen', 'toy-bear', 'blocks', 'ball', 'yoga-mat', 'box',
] as const

export type PictureShape = (typeof pictureShapes)[number]

/** A hue on the colour circle in degrees, or one of three that have none. */
export type PictureHue = number | 'white' | 'black' | 'grey'

export type Picture = { shape: PictureShape; hue: PictureHue }

/** The colours written in every drawing file, so that it can be looked at as it is; colourPicture replaces them. */
export const drawnColours = { main: '#2b6cb1', dark: '#1d4c7f', light: '#a9cdf1' } as const

/**
 * Reads `<shape>:<hue>`, where hue is 0–359 without leading zeros, `white`, `black` or `grey`.
 * Null for anything else: the screen then shows the plain box, never a wrong thing.
 */
export function parsePictureId(pictureId: string): Picture | null {
  const [shapeText, hueText, ...rest] = pictureId.split(':')
  const shape = pictureShapes.find((known) => known === shapeText)
  if (!shape || hueText === undefined || rest.length > 0) return null
  if (hueText === 'white' || hueText === 'black' || hueText === 'grey') return { shape, hue: hueText }
  if (!/^(?:0|[1-9]\d{0,2})$/.test(hueText)) return null
  const hue = Number(hueText)
  return hue < 360 ? { shape, hue } : null
}

/** The inverse of parsePictureId. */
export function pictureIdOf({ shape, hue }: Picture): string {
  return `${shape}:${hue}`
}

/** The three colours of a drawing in this hue, as CSS colours. */
function pictureColours(hue: PictureHue): { main: string; dark: string; light: string } {
  switch (hue) {
    case 'white': return { main: '#f4f5f7', dark: '#c3c9d1', light: '#ffffff' }
    case 'black': return { main: '#353b44', dark: '#15181d', light: '#8a94a3' }
    case 'grey': return { main: '#8e98a4', dark: '#66707c', light: '#ccd3da' }
    default: {
      // Yellow and green look lighter than blue at one lightness; this evens them out.
      const lightness = hue >= 40 && hue < 75 ? 50 : hue >= 75 && hue < 190 ? 38 : 46
      return { main: `hsl(${hue}, 66%, ${lightness}%)`, dark: `hsl(${hue}, 70%, ${lightness - 16}%)`, light: `hsl(${hue}, 72%, 82%)` }
    }
  }
}

/** A drawing's text in the asked colour. Works for every file scripts/make-pictures.ts wrote. */
export function colourPicture(svg: string, hue: PictureHue): string {
  const colours = pictureColours(hue)
  return svg.replaceAll(drawnColours.main, colours.main).replaceAll(drawnColours.dark, colours.dark).replaceAll(drawnColours.light, colours.light)
}
