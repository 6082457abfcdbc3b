namespace GanFlowTheory.Laws.Tests
