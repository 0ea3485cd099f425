// The kinds of goods a small web shop warehouse holds. Weights and sizes are ours, of the right order of magnitude.
import type { PictureShape } from '#shared/domain/catalogue/picture-id.ts'

export type ThingFlag = 'fragile' | 'liquid' | 'bulky' | 'serial' | 'anti-counterfeit' | 'lot'

export type Thing = {
  shape: PictureShape
  zh: string
  en: string
  /** Words before the thing, in both languages, one pair for each model. */
  models: [zh: string, en: string][]
  /** Sizes or capacities; `scale` multiplies the base weight. An empty list: only a colour. */
  sizes: [zh: string, scale: number][]
  /** False: the spec names no colour (food, books). */
  isColoured: boolean
  grams: number
  mm: [length: number, width: number, height: number]
  flags: ThingFlag[]
}

const clothes: [string, number][] = [['S码', 0.9], ['M码', 1], ['L码', 1.08], ['XL码', 1.16]]

export const things: Thing[] = [
  { shape: 'bottle', zh: '保温杯', en: 'vacuum flask', models: [['随行', 'travel'], ['直饮', 'sip'], ['商务', 'office']], sizes: [['350ml', 0.85], ['500ml', 1]], isColoured: true, grams: 290, mm: [75, 75, 230], flags: [] },
  { shape: 'cup', zh: '陶瓷马克杯', en: 'ceramic mug', models: [['手绘', 'painted'], ['哑光', 'matt'], ['早安', 'morning']], sizes: [['350ml', 1], ['450ml', 1.2]], isColoured: true, grams: 340, mm: [125, 95, 105], flags: ['fragile'] },
  { shape: 'glass', zh: '高硼硅玻璃杯', en: 'borosilicate glass', models: [['双层', 'double-wall'], ['竖纹', 'ribbed']], sizes: [['300ml', 1], ['450ml', 1.35]], isColoured: true, grams: 210, mm: [85, 85, 140], flags: ['fragile'] },
  { shape: 't-shirt', zh: '纯棉T恤', en: 'cotton T-shirt', models: [['圆领', 'crew-neck'], ['宽松', 'loose'], ['儿童', 'kids']], sizes: clothes, isColoured: true, grams: 185, mm: [280, 220, 25], flags: [] },
  { shape: 'trousers', zh: '休闲裤', en: 'casual trousers', models: [['束脚', 'jogger'], ['直筒', 'straight']], sizes: clothes, isColoured: true, grams: 420, mm: [320, 260, 40], flags: [] },
  { shape: 'shoe', zh: '运动鞋', en: 'sports shoes', models: [['轻跑', 'light-run'], ['透气', 'mesh']], sizes: [['36码', 0.9], ['38码', 0.95], ['40码', 1], ['42码', 1.06], ['44码', 1.12]], isColoured: true, grams: 720, mm: [320, 200, 120], flags: [] },
  { shape: 'sock', zh: '中筒袜', en: 'crew socks', models: [['纯棉', 'cotton'], ['羊毛', 'wool']], sizes: [['3双装', 1], ['5双装', 1.6]], isColoured: true, grams: 130, mm: [200, 110, 45], flags: [] },
  { shape: 'cap', zh: '棒球帽', en: 'baseball cap', models: [['软顶', 'soft'], ['刺绣', 'stitched']], sizes: [], isColoured: true, grams: 95, mm: [260, 190, 110], flags: [] },
  { shape: 'scarf', zh: '围巾', en: 'scarf', models: [['羊绒感', 'cashmere-touch'], ['格纹', 'checked']], sizes: [], isColoured: true, grams: 210, mm: [260, 200, 55], flags: [] },
  { shape: 'backpack', zh: '双肩包', en: 'backpack', models: [['通勤', 'commuter'], ['学院', 'campus']], sizes: [['16L', 0.85], ['22L', 1]], isColoured: true, grams: 680, mm: [420, 300, 110], flags: [] },
  { shape: 'umbrella', zh: '折叠雨伞', en: 'folding umbrella', models: [['自动', 'automatic'], ['防晒', 'UV']], sizes: [], isColoured: true, grams: 390, mm: [300, 60, 60], flags: [] },
  { shape: 'phone', zh: '智能手机', en: 'smartphone', models: [['青春版', 'lite'], ['大屏', 'max']], sizes: [['128G', 1], ['256G', 1]], isColoured: true, grams: 410, mm: [170, 95, 50], flags: ['serial', 'fragile'] },
  { shape: 'phone-case', zh: '手机壳', en: 'phone case', models: [['液态硅胶', 'liquid silicone'], ['磨砂', 'frosted'], ['防摔', 'shockproof']], sizes: [['6.1寸', 1], ['6.7寸', 1.1]], isColoured: true, grams: 38, mm: [180, 100, 18], flags: [] },
  { shape: 'headphones', zh: '头戴耳机', en: 'headphones', models: [['降噪', 'noise-cancelling'], ['无线', 'wireless']], sizes: [], isColoured: true, grams: 460, mm: [210, 190, 90], flags: ['serial'] },
  { shape: 'earbuds', zh: '无线耳机', en: 'earbuds', models: [['入耳式', 'in-ear'], ['半入耳', 'semi-in-ear']], sizes: [], isColoured: true, grams: 120, mm: [100, 100, 45], flags: ['serial'] },
  { shape: 'cable', zh: '数据线', en: 'charging cable', models: [['编织', 'braided'], ['快充', 'fast-charge']], sizes: [['1米', 1], ['2米', 1.6]], isColoured: true, grams: 42, mm: [150, 80, 25], flags: [] },
  { shape: 'charger', zh: '充电器', en: 'charger', models: [['氮化镓', 'GaN'], ['迷你', 'mini']], sizes: [['33W', 0.8], ['65W', 1.2]], isColoured: true, grams: 110, mm: [100, 70, 55], flags: [] },
  { shape: 'power-bank', zh: '充电宝', en: 'power bank', models: [['自带线', 'built-in cable'], ['磁吸', 'magnetic']], sizes: [['10000mAh', 1], ['20000mAh', 1.7]], isColoured: true, grams: 260, mm: [160, 90, 40], flags: ['serial'] },
  { shape: 'keyboard', zh: '机械键盘', en: 'mechanical keyboard', models: [['青轴', 'clicky'], ['静音', 'silent']], sizes: [['87键', 0.9], ['104键', 1.1]], isColoured: true, grams: 980, mm: [460, 190, 60], flags: ['serial'] },
  { shape: 'mouse', zh: '无线鼠标', en: 'wireless mouse', models: [['静音', 'silent'], ['人体工学', 'ergonomic']], sizes: [], isColoured: true, grams: 135, mm: [140, 95, 55], flags: [] },
  { shape: 'lamp', zh: '台灯', en: 'desk lamp', models: [['护眼', 'eye-care'], ['夹式', 'clip']], sizes: [], isColoured: true, grams: 890, mm: [420, 180, 120], flags: ['fragile'] },
  { shape: 'clock', zh: '闹钟', en: 'alarm clock', models: [['静音', 'silent'], ['学生', 'pupil']], sizes: [], isColoured: true, grams: 240, mm: [120, 120, 65], flags: ['fragile'] },
  { shape: 'towel', zh: '毛巾', en: 'towel', models: [['长绒棉', 'long-staple'], ['速干', 'quick-dry']], sizes: [['1条装', 1], ['3条装', 2.9]], isColoured: true, grams: 110, mm: [240, 180, 40], flags: [] },
  { shape: 'pillow', zh: '枕头', en: 'pillow', models: [['记忆棉', 'memory foam'], ['护颈', 'neck-care']], sizes: [['低枕', 0.9], ['高枕', 1.1]], isColoured: true, grams: 1250, mm: [600, 400, 130], flags: ['bulky'] },
  { shape: 'quilt', zh: '被子', en: 'quilt', models: [['四季', 'all-season'], ['夏凉', 'summer']], sizes: [['150×200', 0.8], ['200×230', 1.2]], isColoured: true, grams: 2600, mm: [600, 450, 280], flags: ['bulky'] },
  { shape: 'storage-box', zh: '收纳箱', en: 'storage box', models: [['带轮', 'wheeled'], ['折叠', 'folding']], sizes: [['35L', 0.8], ['55L', 1.2]], isColoured: true, grams: 1900, mm: [560, 400, 320], flags: ['bulky'] },
  { shape: 'pan', zh: '不粘锅', en: 'non-stick pan', models: [['麦饭石', 'stone-coat'], ['轻铸', 'light-cast']], sizes: [['24cm', 0.85], ['28cm', 1]], isColoured: true, grams: 1450, mm: [480, 290, 90], flags: [] },
  { shape: 'kettle', zh: '电热水壶', en: 'electric kettle', models: [['恒温', 'thermostat'], ['速热', 'rapid']], sizes: [['1.5L', 1], ['1.8L', 1.15]], isColoured: true, grams: 1150, mm: [240, 200, 260], flags: ['serial'] },
  { shape: 'bowl', zh: '陶瓷碗', en: 'ceramic bowl', models: [['釉下彩', 'underglaze'], ['日式', 'Japanese style']], sizes: [['2只装', 1], ['4只装', 1.95]], isColoured: true, grams: 520, mm: [160, 160, 110], flags: ['fragile'] },
  { shape: 'toothbrush', zh: '软毛牙刷', en: 'soft toothbrush', models: [['细毛', 'fine'], ['成人', 'adult']], sizes: [['2支装', 1], ['4支装', 1.9]], isColoured: true, grams: 48, mm: [220, 70, 25], flags: [] },
  { shape: 'shampoo', zh: '洗发水', en: 'shampoo', models: [['控油', 'oil-control'], ['柔顺', 'smooth']], sizes: [['400ml', 0.8], ['500ml', 1]], isColoured: false, grams: 560, mm: [80, 65, 215], flags: ['liquid', 'lot'] },
  { shape: 'perfume', zh: '淡香水', en: 'eau de toilette', models: [['桂雨', 'osmanthus'], ['雪松', 'cedar'], ['白茶', 'white tea']], sizes: [['30ml', 0.7], ['50ml', 1]], isColoured: false, grams: 230, mm: [90, 60, 130], flags: ['liquid', 'fragile', 'anti-counterfeit'] },
  { shape: 'jar', zh: '面霜', en: 'face cream', models: [['保湿', 'moisturising'], ['舒缓', 'soothing'], ['紧致', 'firming']], sizes: [['50g', 1], ['80g', 1.4]], isColoured: false, grams: 165, mm: [80, 80, 70], flags: ['anti-counterfeit', 'lot'] },
  { shape: 'lipstick', zh: '口红', en: 'lipstick', models: [['丝绒', 'velvet'], ['水光', 'gloss']], sizes: [['01号', 1], ['02号', 1], ['03号', 1], ['05号', 1]], isColoured: false, grams: 28, mm: [85, 25, 25], flags: ['anti-counterfeit'] },
  { shape: 'snack-bag', zh: '坚果零食', en: 'nut snack', models: [['每日', 'daily'], ['盐焗', 'salted'], ['蜂蜜', 'honey'], ['原味', 'plain']], sizes: [['100g', 0.4], ['250g', 1]], isColoured: false, grams: 262, mm: [240, 170, 60], flags: ['lot'] },
  { shape: 'tea-tin', zh: '茶叶罐装', en: 'tin of tea', models: [['明前龙井', 'Longjing'], ['茉莉花茶', 'jasmine'], ['正山小种', 'Lapsang'], ['铁观音', 'Tieguanyin']], sizes: [['100g', 0.7], ['200g', 1.1]], isColoured: false, grams: 290, mm: [85, 85, 150], flags: ['lot'] },
  { shape: 'milk-carton', zh: '燕麦奶', en: 'oat drink', models: [['原味', 'plain'], ['咖啡', 'coffee']], sizes: [['250ml', 0.27], ['1L', 1]], isColoured: false, grams: 1060, mm: [75, 75, 235], flags: ['liquid', 'lot'] },
  { shape: 'sauce', zh: '酱油', en: 'soy sauce', models: [['特级', 'premium'], ['薄盐', 'low-salt']], sizes: [['500ml', 1], ['1L', 1.9]], isColoured: false, grams: 780, mm: [75, 75, 270], flags: ['liquid', 'fragile', 'lot'] },
  { shape: 'book', zh: '手账本', en: 'notebook', models: [['方格', 'grid'], ['横线', 'ruled'], ['空白', 'blank']], sizes: [['A5', 1], ['A6', 0.55]], isColoured: true, grams: 310, mm: [215, 150, 20], flags: [] },
  { shape: 'pen', zh: '中性笔', en: 'gel pens', models: [['速干', 'quick-dry'], ['按动', 'click']], sizes: [['5支装', 0.5], ['10支装', 1]], isColoured: true, grams: 105, mm: [165, 75, 18], flags: [] },
  { shape: 'toy-bear', zh: '毛绒小熊', en: 'plush bear', models: [['坐姿', 'sitting'], ['领结', 'bow-tie']], sizes: [['30cm', 0.6], ['50cm', 1.4]], isColoured: true, grams: 420, mm: [340, 260, 200], flags: [] },
  { shape: 'blocks', zh: '积木', en: 'building blocks', models: [['城市', 'city'], ['太空', 'space'], ['农场', 'farm']], sizes: [['120粒', 0.5], ['300粒', 1]], isColoured: false, grams: 640, mm: [320, 230, 65], flags: [] },
  { shape: 'ball', zh: '篮球', en: 'basketball', models: [['室外', 'outdoor'], ['训练', 'training']], sizes: [['5号', 0.8], ['7号', 1]], isColoured: true, grams: 610, mm: [250, 250, 250], flags: [] },
  { shape: 'yoga-mat', zh: '瑜伽垫', en: 'yoga mat', models: [['加厚', 'thick'], ['双面', 'two-sided']], sizes: [['6mm', 0.8], ['10mm', 1.2]], isColoured: true, grams: 1150, mm: [620, 140, 140], flags: ['bulky'] },
]
