namespace GanFlowTheory.Laws

/// Known-bad instances for every law.
[<RequireQualifiedAccess>]
[<CompilationRepresentation(CompilationRepresentationFlags.ModuleSuffix)>]
module KnownBad =

    /// The known-bad instances, in the order of the laws.
    let all: KnownBad list =
        BadKernels.all
        @ BadEngines.all
        @ BadFunctionals.all
        @ BadMetrics.all
        @ BadStates.all
        @ BadCharts.all
        @ BadIntegrators.all
        @ BadOptimisers.all
        @ BadFlows.all
        @ BadCritics.all
        @ BadRatios.all
        @ BadTargets.all
        @ BadLogDensities.all
        @ BadEstimators.all
