namespace GanFlowTheory.Laws

/// Known-bad instances for every law.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module KnownBad =

    /// The known-bad instances, in the order of the laws.
    let all: KnownBad list =
        BadTensors.all
        @ BadKernels.all
        @ BadEngines.all
        @ BadFunctionals.all
        @ BadMetrics.all
        @ BadMetricSums.all
        @ BadValues.all
        @ BadStates.all
        @ BadCharts.all
        @ BadIntegrators.all
        @ BadOptimisers.all
        @ BadFlows.all
        @ BadFlowStreams.all
        @ BadFlowRecords.all
        @ BadCritics.all
        @ BadGames.all
        @ BadRatios.all
        @ BadTargets.all
        @ BadLogDensities.all
        @ BadSteinFlows.all
        @ BadEstimators.all
