import 'reflect-metadata';
import {
  Controller,
  Get,
  Inject,
  Injectable,
  Module,
  Req,
  UnauthorizedException,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { getRepositoryToken, InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import jwksRsa from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { Column, Entity, PrimaryColumn, Repository } from 'typeorm';

/** What this stack is told: where keys and rows are, and the row that the token's user has. */
export interface Facts {
  readonly jwksUri: string;
  readonly issuer: string;
  readonly databaseFile: string;
  readonly user: User;
  readonly tenant: { readonly slug: string; readonly name: string };
}

const FACTS = Symbol('FACTS');

/** The stack most Nest applications have, put together as its parts' guides show: no cache of our own, no tuning. */
@Entity('users')
class User {
  @PrimaryColumn('text') id!: string;
  @Column('text', { unique: true }) external_id!: string;
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { nullable: true }) name!: string | null;
  @Column('text', { nullable: true }) first_name!: string | null;
  @Column('text', { nullable: true }) last_name!: string | null;
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('text', { nullable: true }) timezone!: string | null;
  @Column('text', { nullable: true }) locale!: string | null;
  @Column('text', { nullable: true }) picture!: string | null;
}

@Injectable()
class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(
    @InjectRepository(User) private readonly users: Repository<User>,
    @Inject(FACTS) { jwksUri, issuer }: Facts,
  ) {
    super({
      secretOrKeyProvider: jwksRsa.passportJwtSecret({
        cache: true,
        rateLimit: true,
        jwksRequestsPerMinute: 5,
        jwksUri,
      }),
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      audience: 'countersign',
      issuer,
      algorithms: ['RS256'],
    });
  }

  async validate(claims: { id: string }): Promise<User> {
    const user = await this.users.findOneBy({ external_id: claims.id });
    if (user === null) throw new UnauthorizedException();
    return user;
  }
}

@Controller('v2/me')
class MeController {
  constructor(@Inject(FACTS) private readonly facts: Facts) {}

  @UseGuards(AuthGuard('jwt'))
  @Get()
  show(@Req() request: { user: User }) {
    return { data: { ...request.user, tenant: this.facts.tenant } };
  }
}

export async function startUsualStack(facts: Facts): Promise<{ url: string }> {
  @Module({
    imports: [
      PassportModule,
      TypeOrmModule.forRoot({
        type: 'better-sqlite3',
        database: facts.databaseFile,
        entities: [User],
        synchronize: true,
      }),
      TypeOrmModule.forFeature([User]),
    ],
    controllers: [MeController],
    providers: [JwtStrategy, { provide: FACTS, useValue: facts }],
  })
  class UsualModule {}

  // What Nest takes where no adapter is named.
  const app = await NestFactory.create(UsualModule, new ExpressAdapter(), { logger: ['error'] });
  await app.get<Repository<User>>(getRepositoryToken(User)).insert(facts.user);
  await app.listen(0, '127.0.0.1');
  return { url: await app.getUrl() };
}
