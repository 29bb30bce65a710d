/** The help page (S2), loaded with it. */
import type { SystemName } from '../../core/check/browsers.ts';

const systems: Record<SystemName, string> = {
  windows: 'Windows',
  macos: 'macOS',
  chromeos: 'ChromeOS',
  linux: 'Linux',
  android: 'Android',
  ios: 'iOS・iPadOS',
  other: 'その他',
};

export interface HelpTopic {
  id: 'connect' | 'heard' | 'seen' | 'share';
  title: string;
  /** What to try, the likeliest first. */
  steps: string[];
}

const topics: HelpTopic[] = [
  {
    id: 'connect',
    title: 'つながらない・途中で切れる',
    steps: [
      'ページを再読み込みしてください。10分以内なら、許可を待たずに同じ通話に戻れます。',
      '受け取ったリンクを最後までコピーして開いてください。メールソフトによっては途中で切れます。',
      'LINE や Instagram などのアプリ内で開いている場合は、Chrome や Safari で開き直してください。',
      'VPN やセキュリティソフトを一時的に切るか、スマートフォンのテザリングなど別のネットワークをお試しください。',
      'Wi-Fi ルーターに近づく、動画や大きなダウンロードを止める、「ビデオの品質を管理」を「低」や「音声のみ」にすると安定しやすくなります。',
      '待機画面の「環境チェック」で「セキュリティ」に注意が出るときは、下の「ネットワーク管理者の方へ」を管理者に伝えてください。',
    ],
  },
  {
    id: 'heard',
    title: '声が届かない・相手の声が聞こえない',
    steps: [
      '画面下の「マイク」が斜線付きならオフです。押してオンにしてください。',
      '「デバイス設定」で、使いたいマイクとオーディオが選ばれているか確認してください。話すとバーが動きます。',
      'ヘッドセットや端末のミュートスイッチ、入力音量を確認してください。',
      'ブラウザのアドレスバーの左にあるアイコンから、このサイトのマイクを許可してください。',
      '「音声を再生」という表示が出ていたら押してください。ブラウザが音を止めています。',
      '会議アプリなど、マイクを使う他のアプリを終了してください。',
    ],
  },
  {
    id: 'seen',
    title: '映像が映らない・カメラが消えた',
    steps: [
      '画面下の「カメラ」が斜線付きならオフです。押してオンにしてください。',
      '回線が不安定なときは、音声を守るためカメラが自動でオフになります。安定すると画面左下でお知らせします。',
      '「ビデオの品質を管理」が「音声のみ」だと、カメラ映像は送受信されません。',
      'ブラウザのアドレスバーの左にあるアイコンから、このサイトのカメラを許可してください。',
      'カメラのふたやスイッチを確認し、カメラを使う他のアプリを終了してください。',
    ],
  },
  {
    id: 'share',
    title: '画面を共有できない',
    steps: [
      '画面共有はパソコンで使えます。スマートフォンとタブレットでは、共有された画面を見ることだけができます。',
      '「ビデオの品質を管理」が「音声のみ」だと共有できません。「低」以上にしてください。',
      'macOS では「システム設定」→「プライバシーとセキュリティ」→「画面収録」でブラウザを許可し、ブラウザを再起動してください。',
      'タブの音声も届けるには、Chrome か Edge でタブを選び、「タブの音声も共有」をオンにしてください。',
      '共有画面が粗いときは、自分のカメラをオフにすると鮮明になることがあります。',
    ],
  },
];

export const helpPage = {
  lead: '困ったときに、上から順にお試しください。通話のタブは開いたままで大丈夫です。',
  contents: '目次',
  topics,
  systems,
  browsers: {
    title: '対応ブラウザ',
    browser: 'ブラウザ',
    system: 'OS',
    version: 'バージョン',
    from: (version: number) => `${version} 以降`,
    note: '最新とその一つ前のバージョンで動作を確認しています。iPhone と iPad では Safari をお使いください。',
    yours: (name: string, version: number) => `お使いのブラウザ：${name}${version > 0 ? ` ${version}` : ''}`,
  },
  network: {
    title: 'ネットワーク管理者の方へ',
    lead: 'このサーバーの設定から作成した一覧です。端末から次の宛先への通信を許可してください。',
    use: '用途',
    target: '宛先',
    port: 'ポート',
    page: (secure: boolean): string =>
      secure ? 'ページと接続（HTTPS・WebSocket）' : 'ページと接続（HTTP・WebSocket）',
    kinds: {
      udp: '映像と音声の中継（TURN）',
      tcp: '映像と音声の中継（TURN、UDP が使えないとき）',
      tls: '映像と音声の中継（TURN over TLS）',
      stun: '経路の確認（STUN）',
    },
    peers: '映像と音声（参加者どうしの直接通信）',
    peersTarget: '参加者の端末',
    anyPort: 'UDP 1024〜65535',
    noTurn: '中継サーバーは設定されていません。参加者どうしの UDP 通信が塞がれているネットワークからは通話できません。',
    notes: [
      'プロキシを通る場合は、WebSocket への切り替え（Upgrade）を許可してください。',
      '直接の UDP 通信ができない場合でも、中継の宛先のどれか一つに届けば通話できます。',
      'ページは、ここにある宛先以外のサーバーには接続しません。',
    ],
    loading: '読み込んでいます…',
    failed: 'サーバーの情報を読み込めませんでした。',
  },
};

export type HelpText = typeof helpPage;
