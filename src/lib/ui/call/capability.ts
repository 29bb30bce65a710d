/**
 * How a capability (chat, agenda, hold, sharing …) comes into the call screen without the screen knowing it: a function in a file
 * of its own that is called once, while the screen is made, and gives what it adds. It may use runes and context. The fields are read
 * reactively: give getters over runes. Where bar items and entries stand is said by places.ts, not by the order of the capabilities.
 */
import type { Component } from 'svelte';
import type { LucideIcon } from '@lucide/svelte';
import type { Participant } from '../../core/call/participant.ts';
import type { MenuEntry } from '../parts/menu.ts';
import type { CallNotice } from './notices.ts';
import type { BarId, MenuGroup } from './places.ts';
import type { ScreenState } from './screen-state.svelte.ts';

/** A button of the bar, which folds into 詳細アクション where there is no room. */
export interface BarItem {
  readonly id: BarId;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Toggles only. */
  readonly pressed?: boolean;
  /** Tinted as off; the caller passes the struck-through icon. */
  readonly off?: boolean;
  readonly badge?: number;
  readonly hint?: string | undefined;
  /** Cannot be pressed now; `hint` says why. */
  readonly disabled?: boolean;
  readonly run: () => void;
}

/** An entry of 詳細アクション. */
export interface MoreEntry extends MenuEntry {
  readonly group: MenuGroup;
}

/** A component with its props. Props that change are getters; the object stays the same. */
export interface Mounted {
  readonly component: Component<Record<string, unknown>>;
  readonly props: Record<string, unknown>;
}

/** Pairs them, checked against each other, for lists of components with different props. */
export const mounted = <P extends object, B extends keyof P | ''>(
  component: Component<P, object, B & string>,
  props: NoInfer<P>,
): Mounted => ({ component, props }) as unknown as Mounted;

/** What a tile shows of somebody. */
export interface TileView {
  /** As in stage-view.ts. */
  readonly key: string;
  readonly participant: Participant;
  readonly source: 'camera' | 'screen';
  /** Something is said in place of the picture (TileState.cover). */
  readonly covered: boolean;
  /** The tile's element that plays it, for whoever needs its picture; undefined while there is none. */
  video(): HTMLVideoElement | undefined;
}

/** What a capability knows of a participant that the tile has to show. */
export interface TileState {
  /** V6: said over the tile in place of the picture, e.g. 保留中. */
  readonly cover?: string | undefined;
}

export interface Contribution {
  readonly bar?: readonly BarItem[];
  readonly more?: readonly MoreEntry[];
  /** Panels beside the tiles, opened by `screen.show(id)`. Each is given `onclose` besides its own props. */
  readonly panels?: Readonly<Record<string, Mounted>>;
  /** Pull-downs beside the buttons 「マイク」 and 「カメラ」. */
  readonly microphoneMenu?: readonly MenuEntry[];
  readonly cameraMenu?: readonly MenuEntry[];
  /** Why microphone or camera cannot be used at present. */
  readonly microphoneLock?: string | undefined;
  readonly cameraLock?: string | undefined;
  /** Entries of a tile's three-dot menu. */
  readonly tile?: (view: TileView) => readonly MenuEntry[];
  readonly tileState?: (participant: Participant) => TileState | undefined;
  /** Pop-ups at the lower left. */
  readonly notices?: readonly CallNotice[];
  /** Marks in the header, e.g. that transcription is on. */
  readonly header?: readonly Mounted[];
  /** Always there while the call is: dialogs, sounds. */
  readonly overlays?: readonly Mounted[];
  /** Takes the large place on the stage, with the tiles as thumbnails, e.g. the whiteboard. */
  readonly content?: Mounted | undefined;
  /** Over the lower edge of the faces, e.g. captions. */
  readonly faces?: readonly Mounted[];
  /** Lies over the whole stage, panels and bar stay, e.g. being on hold. */
  readonly curtain?: Mounted | undefined;
}

export type Capability = (screen: ScreenState) => Contribution;
