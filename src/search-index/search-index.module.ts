import { Module } from '@nestjs/common';
import { DocumentsRepository } from './documents.repository.js';
import { SearchIndex } from './search-index.service.js';

/** Resources and projects by their words. */
@Module({
  providers: [DocumentsRepository, SearchIndex],
  exports: [SearchIndex],
})
export class SearchIndexModule {}
