import { useTranslation } from 'react-i18next'
import type { ProductCard } from '#shared/contract/station-view.ts'
import { ProductPicture } from './ProductPicture.tsx'

/** The product's name in the language of the screen; the other one where it has none. */
export function useProductName(): (product: ProductCard) => string {
  const { i18n } = useTranslation()
  return (product) => (i18n.language === 'en' ? product.nameEn || product.name : product.name || product.nameEn)
}

function ProductFlags({ product }: { product: ProductCard }) {
  const { t } = useTranslation()
  return (
    <span className="flags">
      {product.fragile && <b className="flag">{t('common.fragile')}</b>}
      {product.liquid && <b className="flag">{t('common.liquid')}</b>}
      {product.bulky && <b className="flag">{t('common.bulky')}</b>}
    </span>
  )
}

/** The one product to look for: picture, name, spec; as large as its place allows. */
export function ProductFace({ product }: { product: ProductCard }) {
  const nameOf = useProductName()
  return (
    <div className="product-face">
      <ProductPicture pictureId={product.pictureId} alt={nameOf(product)} />
      <div className="product-words">
        <h2 className="product-name">{nameOf(product)}</h2>
        <p className="product-spec">{product.spec}</p>
        <p className="product-sku">{product.sku} <ProductFlags product={product} /></p>
      </div>
    </div>
  )
}
