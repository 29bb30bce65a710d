/**
 * Words of interviews that mean the same, Japanese and English: what is asked as 「いつから働き始められますか」 belongs to an item 「入社可能時期」. Each
 * row is one meaning, named by its first word.
 */
export const MEANINGS: readonly (readonly string[])[] = [
  '志望 志望動機 志望理由 応募 動機 きっかけ motivation apply applied join interested',
  '魅力 惹か 魅かれ attract attracted',
  '経歴 職歴 職務経歴 職務 業務 仕事 お仕事 担当 経験 働いて 働かれて 勤めて experience career job worked role previous',
  '技術 スキル 言語 skill skills technology tools',
  '年収 給与 給料 お給料 報酬 待遇 月給 時給 賞与 ボーナス salary compensation pay wage',
  '困難 苦労 失敗 対立 衝突 ぶつか うまくいかな トラブル 揉め 大変だった 乗り越え conflict failure difficult challenge hardest',
  'チーム メンバー 同僚 team',
  '入社 入社日 勤務開始 働き始め いつから いつごろ 開始 着任 参画 start',
  '引き継ぎ 引継ぎ 引継 handover notice',
  '強み 長所 得意 自信 strength strengths',
  '弱み 短所 苦手 weakness weaknesses',
  '退職 転職 辞め 離職 離れる 離れ 前職 前の職場 前の会社 leave leaving quit',
  '海外 overseas abroad',
  '転勤 赴任 異動 駐在 引っ越し relocate relocation',
  'リモート 在宅 出社 テレワーク remote',
  '残業 時間外 overtime',
  '資格 免許 検定 合格 取得 certification certificates certificate license passed',
  '将来 キャリア 目標 ビジョン 五年後 future goal goals',
  '逆質問 質問 questions',
  '語学 英語 日本語 中国語 toeic jlpt language languages english japanese',
  'シフト 週に何日 週何日 何日 勤務日 曜日 土日 shift shifts weekends availability',
  '夜勤 夜 夜間 nights night',
  '通勤 最寄り 電車 自転車 バス 車通勤 commute',
  '健康 体調 病気 持病 腰痛 配慮 health',
  '研究 卒論 論文 ゼミ 専攻 research thesis major',
  '趣味 休日 休みの日 hobby hobbies',
  '家族 扶養 お子さん family',
  '接客 お客様 顧客 利用者 customer customers client',
  '管理 マネジメント 部下 リーダー 後輩 management manager lead',
  '在留 ビザ visa',
].map((row) => row.split(' '));

/** Words that tell nothing about what is talked about. */
export const COMMON: ReadonlySet<string> = new Set(
  (
    'こと もの ため よう ところ それ これ あれ どこ どう なに なぜ いつ 何 私 自分 当社 御社 弊社 今回 本日 今日 場合 方 人 際 的 時 中 上 下 年 月 日 ' +
    '感じ 思い 思う 思っ 考え 教え 可否 可能 希望 現在 有無 について ' +
    'the a an of to in on at for and or is are was were be been do does did you your i my we our us it this that these with as from ' +
    'about what why how when who which would could can will have has had not if so me tell'
  ).split(' '),
);
