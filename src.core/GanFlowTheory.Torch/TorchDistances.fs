namespace GanFlowTheory.Core

open System
open TorchSharp

/// <summary>Sums over pairs of rows by differences, so that points that nearly coincide far from the origin keep their
/// digits. What a function returns is new and contiguous, and its caller's to dispose.</summary>
module internal TorchDistances =

    // Differences that are held at once: 16 MB in float64.
    let private differences = 2_097_152L

    /// |x_i - y_j|^2.
    let squared (x: torch.Tensor) (y: torch.Tensor) : torch.Tensor =
        // By differences too, and a matrix of n x m at most; the root and its square are two roundings.
        torch.cdist (x, y, 2.0, compute_mode.donot_use_mm_for_euclid_dist)
        |> TorchElementwise.inPlace (fun distances -> distances.mul_ distances)

    /// For blocks of rows i what f makes of g_i and the differences x_i - y_j, rows x m x d, put one after the other.
    let private byRows
        (f: torch.Tensor -> torch.Tensor -> torch.Tensor)
        (g: torch.Tensor)
        (x: torch.Tensor)
        (y: torch.Tensor)
        =
        let n, m, d = x.shape[0], y.shape[0], x.shape[1]
        let most = max 1L (differences / (m * d))
        use all = y.unsqueeze 0L

        let block (first: int64) (count: int64) =
            use rows = x.narrow (0L, first, count)
            use column = rows.unsqueeze 1L
            use apart = column.sub all
            use own = g.narrow (0L, first, count)
            f own apart

        if most >= n then
            block 0L n
        else
            let parts =
                [| for first in 0L .. most .. n - 1L -> block first (min most (n - first)) |]

            let whole = torch.cat (parts, 0L)

            for part in parts do
                part.Dispose()

            whole

    let private product (a: torch.Tensor) (b: torch.Tensor) (axis: int64) : torch.Tensor =
        use both = torch.bmm (a, b)
        let thin = both.squeeze axis

        if thin.is_contiguous () then
            // In memory of its own once the product is given up.
            thin
        else
            use thin = thin
            thin.contiguous ()

    /// sum_j g_ij (x_i - y_j), from g or its transpose.
    let weighted (transposed: bool) (g: torch.Tensor) (x: torch.Tensor) (y: torch.Tensor) : torch.Tensor =
        use rows = if transposed then g.t () else g.alias ()

        byRows
            (fun own apart ->
                use weights = own.unsqueeze 1L
                product weights apart 1L)
            rows
            x
            y

    /// sum_k h_ik (x_ik - y_jk).
    let projected (h: torch.Tensor) (x: torch.Tensor) (y: torch.Tensor) : torch.Tensor =
        byRows
            (fun own apart ->
                use along = own.unsqueeze 2L
                product apart along 2L)
            h
            x
            y
