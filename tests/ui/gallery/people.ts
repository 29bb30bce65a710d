/** Made-up people with painted pictures, so that tiles have something to crop. */
import type { ConnectionState, Participant } from '../../../src/lib/core/call/participant.ts';

export function painted(hue: number, face: string): MediaStream {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 480];
  const context = canvas.getContext('2d');
  if (!context) throw new Error('a 2d context');
  const paint = (): void => {
    context.fillStyle = `hsl(${hue} 30% 32%)`;
    context.fillRect(0, 0, 640, 480);
    context.fillStyle = `hsl(${hue} 40% 60%)`;
    context.beginPath();
    context.arc(320, 220, 110, 0, 7);
    context.fill();
    context.fillRect(180, 350, 280, 130);
    context.fillStyle = '#fff';
    context.font = '64px sans-serif';
    context.textAlign = 'center';
    context.fillText(face, 320, 240);
  };
  setInterval(paint, 200);
  paint();
  return canvas.captureStream(10);
}

interface Made {
  name: string;
  role?: Participant['role'];
  self?: boolean;
  microphone?: boolean;
  camera?: boolean;
  hand?: boolean;
  screen?: boolean;
  held?: boolean;
  connection?: ConnectionState;
}

const NAMES = [
  '毎日太郎',
  '佐藤花子',
  '山田次郎',
  'Alexandra Konstantinopoulou-Richardson',
  '鈴木一',
  '田中美咲',
  'Carol',
  '渡辺',
];

export function person(index: number, made: Partial<Made> = {}): Participant {
  const camera = made.camera ?? true;
  return {
    peer: `peer-${index}` as Participant['peer'],
    self: made.self ?? index === 0,
    name: made.name ?? NAMES[index] ?? `人${index}`,
    role: made.role ?? (index === 0 ? 'host' : 'applicant'),
    state: { microphone: made.microphone ?? true, camera, screen: made.screen ?? false, hand: made.hand ?? false },
    connection: made.connection ?? 'direct',
    held: made.held ?? false,
    figures:
      index === 0
        ? undefined
        : {
            sendKbps: 1480.2,
            receiveKbps: 1311.9,
            loss: 0.0042,
            roundTripMs: 42.3,
            videoCodec: 'VP8',
            audioCodec: 'opus',
            path: index % 3 === 2 ? 'tls relay' : 'udp host',
            relayed: index % 3 === 2,
            frameWidth: 1280,
            frameHeight: 720,
            framesPerSecond: 30,
            sent: {
              loss: 0.0131,
              availableKbps: 3210,
              limitedBy: index % 3 === 2 ? 'cpu' : 'none',
              videoCodec: 'H264',
              audioCodec: 'opus',
              frameWidth: 640,
              frameHeight: 360,
              framesPerSecond: 20,
            },
          },
    camera: camera ? painted((index * 67) % 360, String(index)) : undefined,
    screen: made.screen ? painted(210, '共有された画面') : undefined,
    sound: undefined,
  };
}

/** An applicant on hold, and the host. */
export const held: Participant[] = [person(0, { role: 'applicant', held: true }), person(1, { role: 'host' })];
