/**
 * The organiser's desk (R2, R3): makes interviews with keys made here and windows signed by the relay, and keeps the list of
 * them in this browser.
 */
import * as v from 'valibot';
import { cell, type Cell } from '../core/cell.ts';
import type { Random } from '../core/clock.ts';
import { Fault, type FaultCode } from '../core/errors.ts';
import type { Kept } from '../core/kept.ts';
import { makeInterview, type InterviewRequest } from '../core/session/interview.ts';
import { parse } from '../wire/ids.ts';
import { SignError, SignResponse, type SignRequest } from '../wire/link.ts';
import { MADE_INTERVIEWS_MAX, type MadeInterview } from '../wire/made-interview.ts';

/** Why an interview was not made. */
export type OrganiserProblem = FaultCode | 'too-many';

export interface OrganiserDeps {
  readonly random: Random;
  readonly kept: Kept<MadeInterview[]>;
  /** Origin of this installation. */
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly secureContext: boolean;
}

export interface Organiser {
  readonly interviews: Cell<readonly MadeInterview[]>;
  readonly shown: Cell<MadeInterview | undefined>;
  readonly busy: Cell<boolean>;
  readonly problem: Cell<OrganiserProblem | undefined>;
  /** The server has asked for an organiser key (R4). */
  readonly needsKey: Cell<boolean>;
  make(wish: InterviewRequest & { readonly key: string | undefined }): Promise<void>;
  show(id: string): void;
  remove(id: string): void;
}

const REQUEST_MAX_MS = 15_000;

const faultOf: Record<SignError, OrganiserProblem> = {
  'organizer-key': 'organizer-key',
  'bad-request': 'sign-failed',
  'bad-window': 'bad-window',
  'bad-proof': 'sign-failed',
  'too-many': 'too-many',
};

export function createOrganiser(deps: OrganiserDeps): Organiser {
  const interviews = cell<readonly MadeInterview[]>(deps.kept.get() ?? []);
  const shown = cell<MadeInterview | undefined>(undefined);
  const busy = cell(false);
  const problem = cell<OrganiserProblem | undefined>(deps.secureContext ? undefined : 'insecure-context');
  const needsKey = cell(false);

  const keep = (next: readonly MadeInterview[]): void => {
    interviews.set(next.slice(0, MADE_INTERVIEWS_MAX));
    deps.kept.set([...interviews.get()]);
  };

  async function sign(request: SignRequest, key: string | undefined): Promise<SignResponse | OrganiserProblem> {
    const response = await deps
      .fetch('/api/links', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...(key && { Authorization: `Bearer ${key}` }) },
        body: JSON.stringify(request),
        signal: AbortSignal.timeout(REQUEST_MAX_MS),
      })
      .catch(() => undefined);
    if (!response) return 'relay-unreachable';
    const body: unknown = await response.json().catch(() => undefined);
    const signed = response.ok ? parse(SignResponse, body) : undefined;
    if (signed) return signed;
    const error = parse(v.object({ error: SignError }), body)?.error;
    if (error === 'organizer-key') needsKey.set(true);
    return error ? faultOf[error] : 'sign-failed';
  }

  async function issue(wish: InterviewRequest, key: string | undefined): Promise<OrganiserProblem | undefined> {
    const { title, language, from, until } = wish;
    const draft = await makeInterview({ random: deps.random }, { title, language, from, until });
    const signed = await sign(draft.signRequest, key);
    if (typeof signed === 'string') return signed;
    const fragments = await draft.links(signed);
    const url = (fragment: string): string => `${deps.origin}/room#${fragment}`;
    const made: MadeInterview = {
      ...{ id: draft.room, title, from, until, language },
      links: {
        host: url(fragments.host),
        coInterviewer: url(fragments.coInterviewer),
        applicant: url(fragments.applicant),
      },
    };
    keep([made, ...interviews.get()]);
    shown.set(made);
    return undefined;
  }

  return {
    interviews,
    shown,
    busy,
    problem,
    needsKey,
    async make({ key, ...wish }) {
      if (busy.get() || !deps.secureContext) return;
      busy.set(true);
      problem.set(undefined);
      try {
        problem.set(await issue(wish, key));
      } catch (error) {
        problem.set(error instanceof Fault ? error.code : 'internal');
      } finally {
        busy.set(false);
      }
    },
    show: (id) => shown.set(interviews.get().find((made) => made.id === id)),
    remove(id) {
      keep(interviews.get().filter((made) => made.id !== id));
      if (shown.get()?.id === id) shown.set(undefined);
    },
  };
}
