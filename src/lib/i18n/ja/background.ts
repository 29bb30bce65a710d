/** Virtual backgrounds (W4). */
import type { Preset } from '../../core/media/backdrop/choices.ts';
import type { PictureFault } from '../../core/media/backdrop/picture-file.ts';
import type { StopReason } from '../../core/media/backdrop/state.ts';

const presets: Record<Preset, string> = {
  plaster: '白い壁',
  window: '窓辺',
  office: 'オフィス',
  bookshelf: '本棚',
  shoji: '障子',
  washi: '和紙',
  curtain: 'カーテン',
  garden: '木もれ日',
  mountains: '山なみ',
  sea: '海',
  dawn: '朝やけ',
  evening: '夜の街',
};

const faults: Record<PictureFault, string> = {
  'too-large': '画像が512KBを超えています。小さくしてから、もう一度選んでください。',
  'not-a-picture': 'この画像は使えません。JPEGまたはPNGの画像を選んでください。',
  'too-many-pixels': '画像の縦横が大きすぎます。小さくしてから、もう一度選んでください。',
  unreadable: '画像を読み込めませんでした。ファイルが壊れている可能性があります。別の画像を選んでください。',
  'not-kept': 'このブラウザーには保存できないため、画像はこのページを閉じるまで使えます。',
};

const stopped: Record<StopReason, { title: string; text: string }> = {
  failed: {
    title: '背景を変更できないため、カメラをオフにしました',
    text: 'お部屋が映らないように映像を止めています。カメラをオンにすると、もう一度試します。',
  },
  'too-slow': {
    title: 'この端末では背景の処理が間に合わないため、カメラをオフにしました',
    text: 'お部屋が映らないように映像を止めています。他のアプリを閉じてからカメラをオンにすると、もう一度試します。',
  },
};

export const background = {
  choose: '背景を選択',
  list: '背景',
  none: '背景なし',
  blur: 'ぼかし',
  own: '自分の画像',
  presets,
  add: '画像を追加',
  replace: '画像を変更',
  remove: '自分の画像を削除',
  addHint: 'JPEG・PNG、512KBまで。画像はこのブラウザーだけに保存されます。',
  preview: '背景のプレビュー',
  cameraOff: 'カメラはオフです。オンにすると、選んだ背景で映ります。',
  preparing: '背景を準備しています…',
  coarse: '端末の負荷が高いため、背景の処理を軽くしています。映像が粗くなることがあります。',
  missed: '背景を読み込めませんでした。前の背景のままです。',
  faults,
  stopped,
  showRoom: '背景なしで映す',
};
