import type { AnswerStyle } from '../../domain/account.ts';
import type { TestAccount } from './account.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';
import type { VendorBook } from './vendor-book.ts';
import { seedBook } from './vendor-seed.ts';

/** A gateway with a database of its own that stands for a vendor. */
export interface Vendor extends TestGateway {
  /** An owner who has this book there. */
  addOwner(book: VendorBook, options?: { readonly answers?: AnswerStyle }): Promise<TestAccount>;
}

/** Starts one, which answers as documented unless an owner wants it otherwise. Call it in `beforeAll`. */
export async function startVendor(): Promise<Vendor> {
  const gateway = await startTestGateway({ answers: 'documented' });
  return {
    ...gateway,
    addOwner: async (book, options) => {
      const owner = await gateway.addAccount(options);
      await seedBook(gateway.databaseUrl, owner.id, book);
      return owner;
    },
  };
}

/** What the command line needs to read an owner's book; the secret goes by standard input. */
export interface VendorReading {
  readonly args: readonly string[];
  readonly input: string;
}

/** How `import` and `verify --against` are told to read an owner's book at a place. */
export function readFilemail(url: string, { userName, password }: TestAccount): VendorReading {
  return { args: ['filemail', '--url', url, '--username', userName, '--password-stdin'], input: password };
}

export function readTxty(url: string, { userName, key }: TestAccount): VendorReading {
  return { args: ['txty', '--url', url, '--user', userName, '--key-stdin'], input: key };
}
