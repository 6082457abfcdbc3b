namespace Extending

open GanFlowTheory.Core

// extending: begin
[<AutoOpen>]
module CauchyKernel =

    [<RequireQualifiedAccess>]
    module Kernel =

        /// 1/(1 + |x - y|^2).
        let cauchy: Kernel = Kernel.inverseMultiquadric 1.0 1.0 |> Kernel.named "cauchy"
// extending: end
