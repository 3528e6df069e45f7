/** Sums the cost and size of an operation by field, and finds the largest fields. */
import { capCount } from './cardinality.ts';

export interface PricedField {
  /** Such as `patients.labResults`: only schema names, without aliases and arguments. */
  readonly path: string;
  readonly calls: number;
}

export interface SizedField {
  readonly path: string;
  readonly bytes: number;
}

type Figure = 'calls' | 'bytes';

/** The cost of a path of schema fields, summed over all aliases. */
export class PathCost {
  calls = 0;
  bytes = 0;
  readonly #field: string;
  readonly #parent: PathCost | null;
  readonly #charged: PathCost[];
  readonly #children = new Map<string, PathCost>();

  /**
   * @param charged collects every path with a cost or a size
   * @param parent null for the parent of the root fields
   */
  constructor(charged: PathCost[], field: string, parent: PathCost | null) {
    this.#charged = charged;
    this.#field = field;
    this.#parent = parent;
  }

  /** The field names from the root, joined with dots. */
  get path(): string {
    const above = this.#parent?.path ?? '';
    return above === '' ? this.#field : `${above}.${this.#field}`;
  }

  /** Returns the path of a field below this one. All its aliases share it. */
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

  #add(figure: Figure, amount: number): void {
    if (amount === 0 || this.#parent === null) return;
    if (this.calls === 0 && this.bytes === 0) this.#charged.push(this);
    this[figure] = capCount(this[figure] + amount);
  }
}

export class CostReport {
  readonly #charged: PathCost[] = [];
  /** The parent of the root fields. */
  readonly root = new PathCost(this.#charged, '', null);

  get calls(): number {
    return this.#sumOf('calls');
  }

  get bytes(): number {
    return this.#sumOf('bytes');
  }

  /** Returns the fields with the most FHIR requests, the costliest first. */
  costliest(count: number): PricedField[] {
    return this.#top('calls', count).map(({ path, calls }) => ({ path, calls }));
  }

  /** Returns the fields with the most bytes, the largest first. */
  largest(count: number): SizedField[] {
    return this.#top('bytes', count).map(({ path, bytes }) => ({ path, bytes }));
  }

  #sumOf(figure: Figure): number {
    return capCount(this.#charged.reduce((sum, pathCost) => sum + pathCost[figure], 0));
  }

  #top(figure: Figure, count: number): PathCost[] {
    return this.#charged
      .filter((pathCost) => pathCost[figure] > 0)
      .toSorted((one, other) => other[figure] - one[figure])
      .slice(0, count);
  }
}
