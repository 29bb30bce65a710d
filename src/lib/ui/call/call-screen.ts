/** What the call screen shows, and what it asks for. */
import type { Participant } from '../../core/call/participant.ts';
import type { ChatLine as CoreChatLine, PostResult } from '../../core/documents/chat.ts';
import type { SendResult } from '../../core/files/chat-files.ts';
import type { FileState } from '../../core/files/exchange.ts';
import type { DeviceSettingsProps, OwnDevices } from '../parts/devices.ts';
import type { BulkSettings } from '../../core/call/rules.ts';
import type { Capability } from './capability.ts';
import type { HostActions } from './host-menu.ts';
import type { CallNotice } from './notices.ts';

export type CallRole = Participant['role'];

/** Somebody who asks to be let in (J1). */
export interface JoinRequest {
  /** Names the person in `onadmit` and `onrefuse`. */
  readonly peer: string;
  readonly name: string;
  readonly role: CallRole;
  /** The name that this one is easily taken for. */
  readonly like?: string;
}

export type ChatLine = Omit<CoreChatLine, 'author'>;

/** A file that a line mentions. */
export type SharedFile = NonNullable<CoreChatLine['file']>;

export interface ChatView {
  readonly lines: readonly ChatLine[];
  readonly unread: number;
  /** False until the shared document is open. */
  readonly ready: boolean;
  /** How each file stands, by `fileKey`; one without a state can be fetched. */
  readonly files: ReadonlyMap<string, FileState>;
}

export interface ChatActions {
  /** Unless it was posted the text stays in the field. */
  onsend: (text: string) => Promise<PostResult>;
  ondelete: (id: string) => void;
  onclear: () => void;
  /** Sends one file (H2). Rejects where it cannot be read. */
  onattach: (file: File) => Promise<SendResult>;
  /** Fetches it from whoever has it. */
  onfetch: (file: SharedFile) => void;
  /** Saves it on the person's device; fetches it first where it is not here. */
  onsave: (file: SharedFile) => void;
  /** A picture of it, at most so many device pixels wide and high; undefined where it is none. The caller closes it. */
  onpreview: (file: SharedFile, maxSide: number) => Promise<ImageBitmap | undefined>;
}

export interface CallScreenProps {
  title: string;
  role: CallRole;
  /** When the call began for this person, in milliseconds since the epoch. */
  startedAt: number;
  /** Oneself first. */
  participants: readonly Participant[];
  /** Peers that speak now. */
  speaking: ReadonlySet<string>;
  relayUp: boolean;
  requests: readonly JoinRequest[];
  notices: readonly CallNotice[];
  chat: ChatView;
  chatActions: ChatActions;
  microphoneOn: boolean;
  cameraOn: boolean;
  /** Own microphone level, 0 to 1. */
  level: () => number;
  devices: OwnDevices;
  onMicrophone: (on: boolean) => void;
  onCamera: (on: boolean) => void;
  onhand: (up: boolean) => void;
  onadmit: (peer: string) => void;
  onrefuse: (peer: string) => void;
  /** Which panel is open now: the chat is read while it is. */
  onpanel: (panel: string | undefined) => void;
  ondismiss: (noticeIds: readonly string[]) => void;
  onchoose: DeviceSettingsProps['onchoose'];
  onTestSound: () => void;
  onleave: () => void;
  /** What the host has set for all; undefined: nothing is forbidden. */
  settings?: BulkSettings | undefined;
  /** Host only. */
  hostActions?: HostActions | undefined;
  /** What else can be done in this call. Read once, when the screen is made. */
  capabilities?: readonly Capability[];
}
