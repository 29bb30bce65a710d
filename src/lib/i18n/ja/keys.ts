/** Keyboard shortcuts of the call screen. */
export const keys = {
  title: 'キーボードショートカット',
  use: 'キーボードショートカットを使う',
  hint: '文字の入力中は働きません。',
  of: {
    microphone: 'マイクのオン・オフ',
    camera: 'カメラのオン・オフ',
    hand: '手を挙げる・下げる',
    chat: 'チャットを開く・閉じる',
    share: '画面共有の開始・停止',
    view: 'タイルビューの切り替え',
    participants: '参加者を開く・閉じる',
    agenda: 'アジェンダを開く・閉じる',
    board: 'ホワイトボードを開く・閉じる',
    transcript: '文字起こしを開く・閉じる',
    captions: '字幕のオン・オフ',
    fullscreen: 'フルスクリーンの切り替え',
    shortcuts: 'この一覧を表示',
  },
  escape: 'パネルやメニューを閉じる',
  send: 'チャットのメッセージを送信',
};
