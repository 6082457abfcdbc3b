// What the pages of docs/ are compiled against here; a notebook takes the packages.

#I "../../src.csharp/GanFlowTheory.Cli/bin/Release/net10.0"
#r "MathNet.Numerics.dll"
#r "FsCheck.dll"
#r "GanFlowTheory.Numerics.dll"
#r "GanFlowTheory.Core.dll"
#r "GanFlowTheory.Reports.dll"
#r "GanFlowTheory.Laws.dll"
