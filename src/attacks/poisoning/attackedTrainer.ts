import { largestDifference } from '../../core/vector';
import type { Rng } from '../../core/rng';
import type { LocalResult, LocalTrainer, TrainingTask } from '../../training/localTrainer';
import type { RoundKnowledge, UpdateAttack } from './attack';
import { checkedAttackers } from './poisonedClients';
import { answered } from './freeRiderResults';
import type { Answer } from './freeRiderResults';
import { updateStatistics } from './updateStatistics';

/** Options of {@link attackedTrainer}. */
export interface AttackedTrainerOptions {
  /** Ids, each once, at least one; clients of other ids are honest. */
  readonly attackers: readonly string[];
  readonly attack: UpdateAttack;
  /**
   * Whether all attackers of a round send one and the same vector: what the attack makes of the mean of
   * their honest updates, with one stream. Default false. Rules that look for close neighbors then take
   * them for each other's.
   */
  readonly colluding?: boolean;
}

/**
 * A trainer whose attackers lie: it trains like the other, and changes what they send. So every strategy can
 * be attacked without knowing it, and `modelClientApp` with such a trainer is a lying client of a real
 * federation.
 *
 * Results keep the order of the tasks. Those of attackers who need to know other updates, or collude, are
 * held back with everything after them until the round's last client has trained, which takes the memory of
 * these updates. An attack acts before client transforms such as clipping, which a server that demands
 * them could check. Its randomness is `rng.split('attack')` of a client's task.
 *
 * Attackers lie in all that is trained: in SCAFFOLD, a client's control variate follows the update that it
 * sends; in MimeLite and FedSGD, gradients are attacked like updates. The reported loss, number of
 * examples and steps are those of honest training, and in q-FedAvg the loss that gives a client its weight
 * is honest, too. Evaluation and prediction are unchanged.
 *
 * ```ts
 * const lying = fl.attacks.attackedTrainer(trainer, { attackers, attack: fl.attacks.signFlip() });
 * const algorithm = fl.fedAvg({ trainer: lying, rng, ...plan });
 * ```
 *
 * @param trainer disposed of with the new one
 * @throws ArgumentError for no attackers, or one that is given twice
 */
export function attackedTrainer(
  trainer: LocalTrainer,
  { attackers, attack, colluding = false }: AttackedTrainerOptions,
): LocalTrainer {
  const bad = new Set(checkedAttackers(attackers));
  const remembered = new Map<string, Models>();
  const lies = ({ clientId }: Pick<TrainingTask, 'clientId'>): boolean => bad.has(clientId);

  return {
    spec: trainer.spec,
    initialParameters: () => trainer.initialParameters(),
    evaluate: (parameters, datasets, signal) => trainer.evaluate(parameters, datasets, signal),
    predict: (parameters, dataset) => trainer.predict(parameters, dataset),
    recycle: (update) => {
      trainer.recycle(update);
    },
    dispose: () => {
      trainer.dispose();
    },

    async *train(parameters, tasks, plan, signal) {
      const rides = (task: TrainingTask): boolean => !attack.trains && lies(task);
      const answers = answered(trainer, rides, { parameters, tasks, plan, signal });
      const streams = new Map<string, Rng>();
      /** The stream of the first part of a client's examples, so that all parts get the same noise. */
      const stream = ({ clientId, rng }: TrainingTask): Rng => {
        const own = streams.get(clientId) ?? rng.split('attack');
        streams.set(clientId, own);
        return own.split('update');
      };
      const change = (update: Float32Array, task: TrainingTask, round?: RoundKnowledge): void => {
        const parametersBefore = attack.remembers && before(remembered, task.clientId, parameters);
        attack.change(update, { parameters, parametersBefore, rng: stream(task), round });
      };
      if (attack.knows === 'own' && !colluding) {
        for await (const { task, result } of answers) {
          if (lies(task)) change(result.update, task);
          yield result;
        }
        return;
      }
      const held: Answer[] = [];
      const clients = new Set<string>();
      for await (const answer of answers) {
        clients.add(answer.task.clientId);
        // What an honest client sends before the first attacker is not needed by colluders.
        if (attack.knows !== 'honest' && held.length === 0 && !lies(answer.task))
          yield answer.result;
        else held.push(answer);
      }
      const attacking = held.filter(({ task }) => lies(task));
      if (attacking.length > 0) {
        const round = knowledge(attack, held, attacking, clients.size);
        const shared = colluding && updateStatistics(resultsOf(attacking)).mean;
        if (shared) change(shared, attacking[0].task, round);
        for (const { task, result } of attacking) {
          if (shared) result.update.set(shared);
          else change(result.update, task, round);
        }
      }
      while (held.length > 0) yield held.shift()!.result;
    },
  };
}

const resultsOf = (answers: readonly Answer[]): readonly LocalResult[] =>
  answers.map(({ result }) => result);

function knowledge(
  { knows }: UpdateAttack,
  held: readonly Answer[],
  attacking: readonly Answer[],
  clients: number,
): RoundKnowledge | undefined {
  if (knows === 'own') return undefined;
  const honest = held.filter((answer) => !attacking.includes(answer));
  const known = knows === 'honest' && honest.length > 0 ? honest : attacking;
  const attackers = new Set(attacking.map(({ task }) => task.clientId)).size;
  return { clients, attackers, ...updateStatistics(resultsOf(known)) };
}

/** The models that a client's current and last round began with. */
interface Models {
  readonly current: Float32Array;
  readonly before: Float32Array | undefined;
}

/** The model that a client's last round began with; a round may train several times. */
function before(
  remembered: Map<string, Models>,
  clientId: string,
  parameters: Float32Array,
): Float32Array | undefined {
  const known = remembered.get(clientId);
  if (known && largestDifference(known.current, parameters) === 0) return known.before;
  remembered.set(clientId, { current: parameters.slice(), before: known?.current });
  return known?.current;
}
