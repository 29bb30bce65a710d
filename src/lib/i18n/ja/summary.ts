/** The summary of a call, in its panel and on the end page (T5, T8, T9). */
export const summary = {
  label: '要約',
  lines: '発言',
  intro: 'アジェンダの項目ごとに、話された内容をまとめています。',
  introLive: '会話が進むと更新されます。',
  noItems: 'アジェンダに項目がないため、要約は作られません。',
  nothingSaid: 'まだ文字になった発言がありません。文字起こしを始めると、要約が作られます。',
  by: { extract: '発言からの抜き書き', model: 'このブラウザの言語モデルによる要約', hand: '手で直した要約' },
  sources: (count: number) => `もとになった発言（${count}）`,
  talk: (count: number) => `この項目の会話（${count}）`,
  textOf: (title: string) => `「${title}」の要約`,
  editOf: (title: string) => `「${title}」の要約を編集`,
  writeHint: '1行が1文です。変えなかった文には、もとになった発言が残ります。',
  renew: '作り直す',
  renewOf: (title: string) => `「${title}」の要約を作り直す`,
  unassigned: (count: number) => `どの項目にも入っていない会話（${count}）`,
  unassignedHint: '項目を選ぶと、その項目の要約に加わります。',
  unassignedNone: 'ありません。',
  placeUnder: '入れる項目',
  placeNowhere: 'どの項目にも入れない',
  choose: '項目を選択',
  endTitle: '文字起こしと要約',
  endHint: '直した内容は、この後に保存するファイルに入ります。',
  finishing: (seconds: number) =>
    `通話の最後の発言を文字にしています${seconds > 0 ? `（あと${seconds}秒分）` : ''}。終わってから保存してください。`,
  correct: '発言を直す',
  correctOf: (name: string, time: string) => `${time} ${name}の発言を直す`,
  textOfLine: '発言の文字',
  writer: {
    title: '言語モデルによる要約',
    looking: '言語モデルを探しています',
    none: 'このサーバーには言語モデルが置かれていないため、発言からの抜き書きで要約しています。',
    about: (name: string, licence: string, megabytes: string) =>
      `${name}（${megabytes} MB、ライセンス: ${licence === 'not stated' ? '記載なし' : licence}）を読み込み、このブラウザの中で項目ごとに要約を書き直します。発言にない数字や名前を含む文は使いません。`,
    device: '処理の方法',
    devices: { auto: '自動', webgpu: 'WebGPU（速い）', wasm: 'WebAssembly（遅い）' },
    start: '言語モデルで要約する',
    preparing: '言語モデルを準備しています',
    loading: (here: string, of: string) => `言語モデルを読み込んでいます（${here} / ${of} MB）`,
    writing: (title: string, at: number, of: number) => `「${title}」を要約しています（${at} / ${of}）`,
    cancel: '中止する',
    done: ({ asked, written, dropped }: { asked: number; written: number; dropped: number }) =>
      asked === 0
        ? '新しく要約する項目はありませんでした。'
        : [
            `${written}項目を要約しました。`,
            dropped > 0 ? `発言で確かめられない${dropped}文は除きました。` : '',
            written < asked ? `${asked - written}項目は発言からの抜き書きのままです。` : '',
          ].join(''),
    calledOff: (written: number) =>
      written > 0 ? `中止しました。要約を終えた${written}項目は残っています。` : '中止しました。',
    faults: { load: '言語モデルを読み込めませんでした', broken: '言語モデルが途中で止まりました' },
    stays: '残りの項目は、発言からの抜き書きで要約しています。もう一度試すこともできます。',
  },
};
