export interface PostgresCluster {
  readonly url: string;
  readonly pid: number;
  kill(signal: NodeJS.Signals): Promise<void>;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export function startPostgres(settings?: Readonly<Record<string, string>>): Promise<PostgresCluster>;
