/** Adds up the cost and the size of an operation's fields, and names the largest by their paths in the schema. */
import { capCount } from './cardinality.ts';

export interface PricedField {
  /** Such as `patients.labResults`: names of the schema alone, which tell nothing of what was asked for. */
  readonly path: string;
  readonly calls: number;
}

export interface SizedField {
  readonly path: string;
  readonly bytes: number;
}

type Figure = 'calls' | 'bytes';

/** A field of the schema below those that lead to it, whatever the operation calls them. */
export class PathCost {
  calls = 0;
  bytes = 0;
  readonly #field: string;
  readonly #parent: PathCost | null;
  readonly #charged: PathCost[];
  readonly #children = new Map<string, PathCost>();

  /**
   * @param charged takes each place that costs or weighs something
   * @param parent null: this one is above the fields at the root
   */
  constructor(charged: PathCost[], field: string, parent: PathCost | null) {
    this.#charged = charged;
    this.#field = field;
    this.#parent = parent;
  }

  /** The names of the fields that lead here, and its own, with dots between. */
  get path(): string {
    const above = this.#parent?.path ?? '';
    return above === '' ? this.#field : `${above}.${this.#field}`;
  }

  /** Returns the same place for each alias of a field. */
  child(field: string): PathCost {
    const known = this.#children.get(field);
    if (known !== undefined) return known;
    const pathCost = new PathCost(this.#charged, field, this);
    this.#children.set(field, pathCost);
    return pathCost;
  }

  addCalls(calls: number): void {
    this.#add('calls', calls);
  }

  addBytes(bytes: number): void {
    this.#add('bytes', bytes);
  }

  #add(what: Figure, figure: number): void {
    if (figure === 0 || this.#parent === null) return;
    if (this.calls === 0 && this.bytes === 0) this.#charged.push(this);
    this[what] = capCount(this[what] + figure);
  }
}

export class CostReport {
  readonly #charged: PathCost[] = [];
  /** Above the fields at the root. */
  readonly root = new PathCost(this.#charged, '', null);

  get calls(): number {
    return this.#sumOf('calls');
  }

  get bytes(): number {
    return this.#sumOf('bytes');
  }

  /** Returns the fields that cost most, the dearest first. */
  costliest(count: number): PricedField[] {
    return this.#most('calls', count).map(({ path, calls }) => ({ path, calls }));
  }

  /** Returns the fields that answer most, the largest first. */
  largest(count: number): SizedField[] {
    return this.#most('bytes', count).map(({ path, bytes }) => ({ path, bytes }));
  }

  #sumOf(what: Figure): number {
    return capCount(this.#charged.reduce((sum, pathCost) => sum + pathCost[what], 0));
  }

  #most(what: Figure, count: number): PathCost[] {
    return this.#charged
      .filter((pathCost) => pathCost[what] > 0)
      .toSorted((one, other) => other[what] - one[what])
      .slice(0, count);
  }
}
