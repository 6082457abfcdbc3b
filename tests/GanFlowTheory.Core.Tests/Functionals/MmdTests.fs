namespace GanFlowTheory.Core.Tests
