import { memo, useMemo } from 'react'
import { colourPicture, parsePictureId } from '#shared/domain/catalogue/picture-id.ts'

const drawings = import.meta.glob<string>('../../assets/pictures/*.svg', { query: '?raw', import: 'default', eager: true })

const plainBox =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><path d="M12 32l38-16 38 16v38L50 86 12 70z" fill="#d9dee5" stroke="#66707c" stroke-width="3" stroke-linejoin="round"/><path d="M12 32l38 16 38-16M50 48v38" fill="none" stroke="#66707c" stroke-width="3" stroke-linejoin="round"/></svg>'

/** The drawing of a product in its colour; a plain box when the id names none. `alt` is the product's name. */
export const ProductPicture = memo(function ProductPicture({ pictureId, alt }: { pictureId: string; alt: string }) {
  const source = useMemo(() => {
    const picture = parsePictureId(pictureId)
    const drawing = picture && drawings[`../../assets/pictures/${picture.shape}.svg`]
    const svg = picture && drawing ? colourPicture(drawing, picture.hue) : plainBox
    return `data:image/svg+xml,${encodeURIComponent(svg)}`
  }, [pictureId])
  return <img className="product-picture" src={source} alt={alt} draggable={false} />
})
