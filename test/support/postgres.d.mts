export interface PostgresCluster {
  readonly url: string;
  readonly pid: number;
  readonly isOver: boolean;
  kill(signal: NodeJS.Signals): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export function startPostgres(
  settings?: Readonly<Record<string, string>>,
  within?: string,
): Promise<PostgresCluster>;
