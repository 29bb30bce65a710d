/** The text that an organiser sends to an applicant (R3): plain, so that it survives every mail program. */
import type { Language } from '../wire/link.ts';
import { formatWindow } from './dates.ts';

export interface Invitation {
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** The applicant's link. */
  readonly link: string;
  /** The zone that the times are written in; the writer's own when left out. */
  readonly timeZone?: string;
}

/** The invitation in one language. The link stands alone on its line, so that no mail program swallows a character of it. */
export function invitationText(language: Language, { title, from, until, link, timeZone }: Invitation): string {
  const when = formatWindow(language, from, until, timeZone);
  const lines =
    language === 'ja'
      ? [
          'WEB面接のご案内をお送りします。',
          '',
          `面接名：${title}`,
          `受付時間：${when}`,
          '',
          '時間になりましたら、次のリンクをブラウザで開いてください。アプリのインストールは不要です。',
          link,
          '',
          '・Chrome、Edge、Safari、Firefox の最新版でご利用いただけます。',
          '・カメラとマイクの使用を許可してください。事前に環境チェックもできます。',
          '・リンクには面接に入るための鍵が含まれます。関係のない方には渡さないでください。',
        ]
      : [
          'You are invited to an online interview.',
          '',
          `Interview: ${title}`,
          `Reception hours: ${when}`,
          '',
          'When it is time, open this link in your browser. There is nothing to install.',
          link,
          '',
          '- Use the newest Chrome, Edge, Safari or Firefox.',
          '- Allow the camera and the microphone. You can check your environment beforehand.',
          '- The link holds the key to the interview. Please do not pass it on.',
        ];
  return lines.join('\n');
}
