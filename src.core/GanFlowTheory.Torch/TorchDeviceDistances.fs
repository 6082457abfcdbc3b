namespace GanFlowTheory.Core

open TorchSharp

/// <summary>Sums over pairs of rows by differences, as TorchDistances has them, for a device whose memory is wide and whose
/// operations are dear to start: of as many rows i as fit all x_ik - y_jk are held, rows x d x m, and summed along an axis. What
/// a function returns is new and contiguous, and its caller's to dispose.</summary>
module internal TorchDeviceDistances =

    /// For blocks of rows i what f makes of the first row, their number and the differences, rows x d x m.
    let private byRows
        (most: int64)
        (extent: int64)
        (f: int64 -> int64 -> torch.Tensor -> torch.Tensor)
        (x: torch.Tensor)
        (y: torch.Tensor)
        : torch.Tensor =
        let n, m, d = x.shape[0], y.shape[0], x.shape[1]
        use turned = y.t ()
        use rowsOfCoordinates = turned.contiguous ()
        use all = rowsOfCoordinates.unsqueeze 0L

        let block (first: int64) (count: int64) =
            use rows = x.narrow (0L, first, count)
            use column = rows.unsqueeze 2L
            use apart = column.sub all
            f first count apart

        let rows = max 1L (most / (m * d))

        if rows >= n then
            block 0L n
        else
            let whole = torch.empty ([| n; extent |], System.Nullable x.dtype, x.device)

            for first in 0L .. rows .. n - 1L do
                let count = min rows (n - first)
                use part = block first count
                use place = whole.narrow (0L, first, count)
                TorchElementwise.inPlace _.copy_(part) place |> ignore

            whole

    /// |x_i - y_j|^2, with at most so many differences at once.
    let squared (most: int64) (x: torch.Tensor) (y: torch.Tensor) : torch.Tensor =
        byRows
            most
            y.shape[0]
            (fun _ _ apart ->
                // The root and its square are two roundings; the norm reads the differences once, squares of them are read and
                // written once more.
                apart.norm (1, false, 2.0f)
                |> TorchElementwise.inPlace (fun distances -> distances.mul_ distances))
            x
            y

    // A product of three axes, the one of extent 1 left out.
    let private product (a: torch.Tensor) (b: torch.Tensor) (axis: int64) : torch.Tensor =
        use both = torch.bmm (a, b)
        both.squeeze axis

    /// sum_j g_ij (x_i - y_j), from g or its transpose, with at most so many differences at once.
    let weighted (most: int64) (transposed: bool) (g: torch.Tensor) (x: torch.Tensor) (y: torch.Tensor) : torch.Tensor =
        use rows = if transposed then g.t () else g.alias ()

        byRows
            most
            x.shape[1]
            (fun first count apart ->
                use own = rows.narrow (0L, first, count)
                use weights = own.unsqueeze 2L
                product apart weights 2L)
            x
            y

    /// sum_k h_ik (x_ik - y_jk), with at most so many differences at once.
    let projected (most: int64) (h: torch.Tensor) (x: torch.Tensor) (y: torch.Tensor) : torch.Tensor =
        byRows
            most
            y.shape[0]
            (fun first count apart ->
                use own = h.narrow (0L, first, count)
                use along = own.unsqueeze 1L
                product along apart 1L)
            x
            y
