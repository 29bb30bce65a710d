/** Words that every screen uses. */
import type { Role } from '../../wire/ids.ts';

const roles: Record<Role, string> = { host: '担当者', 'co-interviewer': '同席者', applicant: '応募者' };

export const common = {
  product: 'Mensetsu',
  language: '言語',
  roles,
  close: '閉じる',
  cancel: 'キャンセル',
  retry: 'もう一度試す',
  copy: 'コピー',
  copied: 'コピーしました',
  copyFailed: 'コピーできませんでした。文字を選択してコピーしてください。',
  delete: '削除',
  microphone: 'マイク',
  camera: 'カメラ',
  speaker: 'オーディオ',
  deviceSettings: 'デバイス設定',
  defaultDevice: 'システムの既定',
  noDevice: '見つかりません',
  noiseCancelling: 'ノイズキャンセル',
  noiseHint: 'ファンや空調などの雑音を消し、声だけを届けます。',
  noisePreparing: '準備しています…',
  noiseByBrowser: 'この環境では、ブラウザ標準の雑音抑制を使っています。',
  requestSound: {
    label: '参加リクエストの通知音',
    volumes: { small: '小', medium: '中', large: '大', mute: 'ミュート' },
    title: '参加リクエストの通知',
    notify: 'システムの通知でも知らせる',
    notifyHint: 'このページを見ていないときに参加リクエストが届くと、お名前を通知します。',
    notifyDenied:
      'このブラウザで通知がブロックされています。使うには、アドレスバーの左のアイコンからこのサイトの通知を許可し、ページを再読み込みしてください。',
    notice: (names: readonly string[]) =>
      names.length > 1
        ? `${names[0] ?? ''} さん ほか${names.length - 1}名が参加を希望しています`
        : `${names[0] ?? ''} さんが参加を希望しています`,
    noticeNext: '通話画面に戻って、許可するか選んでください。',
  },
  playTestSound: 'テストサウンドを再生',
  level: '音声レベル',
  ownPicture: '自分の映像',
  cameraOff: 'カメラはオフです',
  cameraStarting: 'カメラを起動しています…',
  people: (count: number) => `${count}名`,
  elapsed: '経過時間',
};
