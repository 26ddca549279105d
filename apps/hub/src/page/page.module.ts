import { Module } from '@nestjs/common';
import { DocumentsController } from '../documents/documents.controller.js';
import { ClaimState } from './claim-state.js';
import { PageController } from './page.controller.js';

/** What a browser meets: the front page, the setup page, the documents and their viewers. */
@Module({ controllers: [DocumentsController, PageController], providers: [ClaimState] })
export class PageModule {}
