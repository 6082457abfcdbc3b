namespace GanFlowTheory.Laws

/// Known-bad instances for every law.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module KnownBad =

    /// The known-bad instances, in the order of the laws.
    let all: KnownBad list =
        BadNumerics.all
        @ BadTensors.all
        @ BadKernels.all
        @ BadEngines.all
        @ BadGramSums.all
        @ BadFunctionals.all
        @ BadMetrics.all
        @ BadMetricSums.all
        @ BadValues.all
        @ BadStates.all
        @ BadCharts.all
        @ BadIntegrators.all
        @ BadOptimisers.all
        @ BadStepLengths.all
        @ BadFlows.all
        @ BadFlowStreams.all
        @ BadFlowRecords.all
        @ BadFlowReports.all
        @ BadCritics.all
        @ BadGames.all
        @ BadRatios.all
        @ BadRatioChoices.all
        @ BadAdversarial.all
        @ BadTargets.all
        @ BadLogDensities.all
        @ BadSteinFlows.all
        @ BadGrids.all
        @ BadNetworks.all
        @ BadGans.all
        @ BadEstimators.all
        @ BadSampleTests.all
        @ BadSamples.all
        @ BadFeatures.all
        @ BadKids.all
