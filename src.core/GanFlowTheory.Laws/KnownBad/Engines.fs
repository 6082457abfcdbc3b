namespace GanFlowTheory.Laws

open GanFlowTheory.Core
open GanFlowTheory.Core.Extending

/// Known-bad engines of kernel sums.
[<RequireQualifiedAccess>]
module internal BadEngines =

    let private gaussian = Kernel.gaussian 1.0
    let private sums = KernelSums.standard

    let private withoutLast (w: float[]) =
        Array.mapi (fun j v -> if j = w.Length - 1 && w.Length % 8 <> 0 then 0.0 else v) w

    let all: KnownBad list =
        [
            Flaw.bad
                "the ragged end left out"
                (EngineLaws.agreement
                    { sums with
                        Apply = fun k x y w -> sums.Apply k x y (withoutLast w)
                    }
                    gaussian)
            Flaw.bad
                "gradient in the second argument"
                (EngineLaws.agreement
                    { sums with
                        Gradient = fun k x y w -> Points.scale -1.0 (sums.Gradient k x y w)
                    }
                    gaussian)
            Flaw.bad
                "values in single precision"
                (EngineLaws.agreement
                    { sums with
                        Apply = fun k x y w -> sums.Apply k x y w |> Array.map (fun v -> float (float32 v))
                    }
                    gaussian)
            Flaw.bad
                "mixed derivatives with the sign of the Hessian in x"
                (EngineLaws.agreement
                    { sums with
                        MixedHessian = fun k x y v -> Points.scale -1.0 (sums.MixedHessian k x y v)
                    }
                    gaussian)
            Flaw.bad
                "a base point left out of the gradient"
                (EngineLaws.agreementIn
                    { sums with
                        Gradient =
                            fun terms x y w ->
                                let atOrigin =
                                    terms
                                    |> List.map (function
                                        | KernelTerm.Based(scale, profile, _) -> KernelTerm.Based(scale, profile, None)
                                        | term -> term)

                                sums.Gradient atOrigin x y w
                    }
                    ""
                    Registry.distanceOffOrigin)
            Flaw.bad
                "sums split by thread"
                (EngineLaws.threads
                    { sums with
                        Apply =
                            fun k x y w ->
                                // Partial sums over as many parts as there are threads.
                                let parts = Parallelism.threadCount ()

                                List.init parts (fun t ->
                                    sums.Apply k x y (Array.mapi (fun j v -> if j % parts = t then v else 0.0) w))
                                |> List.reduce (Array.map2 (+))
                    }
                    gaussian)
        ]
