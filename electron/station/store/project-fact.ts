import type { Fact, FactKind } from '#shared/domain/facts/facts.ts'
import type { FoldContext, Folds } from './fold.ts'
import type { Db } from './open-database.ts'
import type { PersonalBox } from '#shared/node/personal-box.ts'
import { projectClaims } from './project-claims.ts'
import { codeTable, projectCatalogue } from './project-catalogue.ts'
import { projectHandOver } from './project-hand-over.ts'
import { projectLabels } from './project-labels.ts'
import type { LayoutRows } from './project-layouts.ts'
import { projectPacking } from './project-packing.ts'
import { projectPeople } from './project-people.ts'
import { projectPicking } from './project-picking.ts'
import { projectWaybills } from './project-waybills.ts'
import { projectRelease } from './project-release.ts'

/** Changes the tables that are read by one fact. A kind without a fold does not compile. Throws when the fact does not fit them. */
export function factProjector(db: Db, personal: PersonalBox, layoutFolds: LayoutRows['folds']): (fact: Fact, context: FoldContext) => void {
  const codes = codeTable(db)
  const folds: Folds<FactKind> = {
    ...projectCatalogue(db, codes), ...projectPeople(db, codes), ...projectRelease(db, codes, personal),
    ...projectPicking(db), ...projectPacking(db), ...projectLabels(db), ...projectHandOver(db), ...projectClaims(db), ...projectWaybills(db, codes, personal), ...layoutFolds,
  }
  return (fact, context) => folds[fact.kind](fact.body as never, context)
}
