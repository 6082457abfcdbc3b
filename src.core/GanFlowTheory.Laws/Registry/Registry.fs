namespace GanFlowTheory.Laws

/// <summary>The instances that every law is run on. Adding an instance is one line in the list of its axis.</summary>
[<RequireQualifiedAccess>]
module Registry =

    /// Every law on every instance.
    let laws: Law list =
        EngineRoomLaws.numerics
        @ EngineRoomLaws.tensors
        @ EngineRoomLaws.kernels
        @ FunctionalInstanceLaws.functionals
        @ FunctionalInstanceLaws.values
        @ FunctionalInstanceLaws.valueFunctionals
        @ FunctionalInstanceLaws.metricParts
        @ StateInstanceLaws.particles
        @ StateInstanceLaws.grids
        @ StateInstanceLaws.gridReadings
        @ StateInstanceLaws.gaussians
        @ StateInstanceLaws.quantiles
        @ StateInstanceLaws.parameters
        @ CriticInstanceLaws.critics
        @ CriticInstanceLaws.ratios
        @ RegisteredAdversarial.adversarial
        @ FlowInstanceLaws.targets
        @ FlowInstanceLaws.integrators
        @ FlowInstanceLaws.flows
        @ FlowInstanceLaws.gans
        @ Registry.games
        @ SampleInstanceLaws.estimators
        @ SampleInstanceLaws.features
