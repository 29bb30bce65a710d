import { ourMember } from '../our-member.ts';

export const { ready, join } = ourMember('waiting room');
