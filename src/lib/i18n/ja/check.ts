/** Environment check (E1-E3). */
import type { BrowserName } from '../../core/check/browsers.ts';
import type { CheckId, CheckProblem, CheckState, PathState } from '../../core/check/items.ts';
import type { FaultCode } from '../../core/errors.ts';
import type { Problem } from './problems.ts';

const items: Record<CheckId, string> = {
  browser: 'ブラウザ',
  camera: 'カメラ',
  microphone: 'マイク',
  audio: 'オーディオ',
  speed: '回線速度',
  security: 'セキュリティ',
};

const states: Record<CheckState, string> = {
  pending: '未確認',
  running: '確認中',
  ok: '問題ありません',
  warning: '注意',
  failed: '問題があります',
};

/** What the check is doing, or waits for, while an item runs. */
const running: Record<CheckId, string> = {
  browser: 'ブラウザを確認しています…',
  camera: 'カメラの使用を許可してください',
  microphone: '何か話してみてください',
  audio: 'テスト音を再生して、聞こえるか確かめてください',
  speed: '速度を測っています…',
  security: '接続経路を確認しています…',
};

const good: Record<CheckId, string> = {
  browser: 'このブラウザで通話できます。',
  camera: '自分が映っていれば問題ありません。暗い場合は、明かりを顔の正面に置いてください。',
  microphone: '話すとバーが動けば問題ありません。',
  audio: '相手の声が小さいときは、端末の音量を上げてください。',
  speed: 'ビデオ通話に十分な速さです。',
  security: '通話に必要な経路が使えます。',
};

const browsers: Record<BrowserName, string> = {
  chrome: 'Chrome',
  edge: 'Edge',
  safari: 'Safari',
  firefox: 'Firefox',
  other: '判別できないブラウザ',
};

const paths: Record<PathState, string> = {
  running: '確認中',
  reached: '利用できます',
  unreached: '利用できません',
  'not-offered': '設定されていません',
};

const problems: Record<Exclude<CheckProblem, FaultCode>, Problem> = {
  'browser-features': {
    title: 'このブラウザでは通話できません',
    next: '最新版の Chrome、Edge、Safari、Firefox のいずれかで、同じリンクを開いてください。',
  },
  'browser-in-app': {
    title: 'アプリ内の画面で開いています',
    next: 'カメラやマイクを使えないことがあります。メニューの「ブラウザで開く」などから、Chrome や Safari で開き直してください。',
  },
  'browser-old': {
    title: '古いバージョンです',
    next: 'ブラウザを最新版に更新してから、もう一度チェックしてください。',
  },
  'browser-unknown': {
    title: '動作確認をしていないブラウザです',
    next: '最新版の Chrome、Edge、Safari、Firefox のいずれかで開くと確実です。',
  },
  'camera-no-picture': {
    title: '映像が届いていません',
    next: 'カメラを使っている他のアプリを閉じ、カメラを接続し直してから、もう一度チェックしてください。',
  },
  'camera-dark': {
    title: '映像が真っ暗です',
    next: 'カメラのふたやスイッチが閉じていないか確認してください。',
  },
  'microphone-silent': {
    title: '音が届いていません',
    next: 'マイクやヘッドセットのミュートスイッチと、端末の入力音量を確認してください。',
  },
  'microphone-quiet': {
    title: '声が確認できませんでした',
    next: 'マイクに近づいて話すか、入力音量を上げて、もう一度チェックしてください。',
  },
  'sound-blocked': {
    title: 'テスト音を再生できませんでした',
    next: 'もう一度再生してください。直らないときは、ブラウザの設定でこのサイトの音声を許可してください。',
  },
  'sound-not-heard': {
    title: 'テスト音が聞こえませんでした',
    next: '端末の音量とミュートを確認し、イヤホンやスピーカーを接続し直してから、もう一度再生してください。',
  },
  'line-slow': {
    title: '回線がやや遅めです',
    next: '画質が下がることがあります。Wi-Fiルーターに近づく、動画や大きなダウンロードを止める、などをお試しください。',
  },
  'line-too-slow': {
    title: '回線が遅すぎます',
    next: '映像が止まることがあります。別のネットワークに切り替えるか、有線接続をお試しください。',
  },
  'line-unmeasured': {
    title: '速度を測れませんでした',
    next: 'ネットワークの接続を確認して、もう一度チェックしてください。',
  },
  'turn-partly': {
    title: '一部の経路が使えません',
    next: '会社や学校のネットワークではよくあることです。使える経路が一つあれば通話できます。',
  },
  'turn-unreachable': {
    title: '中継サーバーに届きません',
    next: '相手によってはつながらないことがあります。VPNを切るか、別のネットワーク（スマートフォンのテザリングなど）をお試しください。',
  },
  'ice-blocked': {
    title: '通話の経路がすべて塞がれています',
    next: 'VPNやセキュリティソフトを止めるか、別のネットワーク（スマートフォンのテザリングなど）に切り替えて、もう一度チェックしてください。',
  },
};

export const check = {
  title: '環境チェック',
  lead: '面接の前に、この端末と回線が使えるかを確かめます。1分ほどで終わります。',
  progress: (done: number, all: number) => `${all}項目中${done}項目が完了`,
  items,
  states,
  running,
  good,
  browsers,
  paths,
  problems,
  showDetails: (name: string) => `${name}の詳細`,
  retryItem: (name: string) => `${name}をもう一度チェック`,
  proceed: '待機画面へ進む',
  reason: {
    early: (moment: string) => `受付は ${moment} に始まります。それまで、このままお待ちください。`,
    running: 'チェックが終わるまでお待ちください。',
    microphone: 'マイクに向かって何か話してください。',
    audio: 'テスト音を再生して、「聞こえた」を押してください。',
    required: (names: readonly string[]) => `次の項目を解決すると進めます：${names.join('、')}`,
    optional: (names: readonly string[]) =>
      `${names.join('、')}に問題があります。解決するか、項目の「問題があるまま進む」を選んでください。`,
  },
  override: (name: string) => `${name}に問題があるまま進む`,
  overridden: '問題があるまま進みます',
  again: 'もう一度チェック',
  picture: (label: string, width: number, height: number) => `${label}（${width}×${height}）`,
  audioPlay: 'テスト音を再生',
  audioAsk: 'テスト音は聞こえましたか？',
  audioHeard: '聞こえた',
  audioNotHeard: '聞こえない',
  audioOk: 'テスト音が聞こえました',
  audioNotNeeded: '確認は不要です',
  speed: (down: string, up: string, roundTrip: string) => `下り ${down} · 上り ${up} · 往復 ${roundTrip}`,
  mbps: (value: string) => `${value} Mbps`,
  ms: (value: string) => `${value} ms`,
  unknown: '—',
  security: {
    secureContext: '安全な接続（https）',
    relay: '接続サーバー',
    direct: '直接接続',
    path: (transport: string) => `中継（${transport}）`,
    noTurn: '中継サーバーは設定されていません。同じネットワーク内や多くの家庭の回線では通話できます。',
  },
};
