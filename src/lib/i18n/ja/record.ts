/** What one takes home of a call (X3-X7): the downloads, and the words in the files. */
import type { RecordWords } from '../../core/export/words.ts';
import { agenda } from './agenda.ts';
import { transcript } from './transcript.ts';

const files: RecordWords = {
  roles: { host: '主催者', 'co-interviewer': '同席者', applicant: '参加者' },
  attendance: {
    file: '参加者リスト',
    room: 'ルーム名',
    role: '主催者・参加者',
    name: '名前',
    from: '接続開始時間',
    until: '接続終了時間',
  },
  chat: {
    file: 'チャット',
    type: 'タイプ',
    toAll: '全体',
    time: '時刻',
    role: '主催者・参加者',
    name: '名前',
    message: 'メッセージ',
    sentFile: (name) => `【ファイル送信】 ${name}`,
  },
  agenda: {
    file: 'アジェンダ',
    endedAt: '終了時刻',
    host: '主催者名',
    coInterviewers: '同席者名',
    applicants: '参加者名',
    agendaName: 'アジェンダ名',
    named: agenda.name,
    freeMemo: 'メモ',
    itemTitle: 'アジェンダ項目名',
    itemDetail: 'アジェンダ詳細',
    itemMemo: 'メモ',
    itemSummary: '要約',
    notDiscussed: '会話中に該当の会話はありません',
    timeSpent: '話した時間（時:分:秒）',
    saidAt: '時刻',
    speaker: '話者',
    said: '発言',
    gap: transcript.gap,
    and: '、',
    continued: (label) => `${label}（続き）`,
  },
  archive: { record: '記録', board: 'ホワイトボード', filesFolder: 'チャットのファイル' },
};

export const record = {
  files,
  downloads: {
    title: '面接の記録を保存',
    chatTitle: 'チャットを保存',
    names: { attendance: '参加者リスト', chat: 'チャット', agenda: 'アジェンダ', all: 'すべて保存' },
    about: {
      attendance: (people: number) => `CSV・${people}名`,
      chat: (lines: number) => `CSV・${lines}件`,
      agenda: (items: number) => `Excel・${items}項目`,
      all: (files: number, board: boolean) => {
        const more = [
          ...(board ? ['ホワイトボードの画像'] : []),
          ...(files > 0 ? [`チャットのファイル${files}件`] : []),
        ];
        return more.length > 0 ? `ZIP・上のファイルと、${more.join('、')}` : 'ZIP・上のファイルをまとめて';
      },
    },
    making: '作成しています…',
    saved: (name: string) => `「${name}」を保存しました。`,
    failed: 'ファイルを作成できませんでした。もう一度お試しください。',
    boardless: 'ホワイトボードの画像は作成できませんでした。',
    missing: (files: number) => `届いていないファイルが${files}件あり、それらは含まれません。`,
  },
};
