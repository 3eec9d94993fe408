# What completes `milepost` in PowerShell.
Register-ArgumentCompleter -Native -CommandName milepost -ScriptBlock {
    param($word, $tree, $cursor)
    $text = $tree.Extent.Text
    $end = $cursor - $tree.Extent.StartOffset
    $typed = if ($end -gt $text.Length) { "$text " } else { $text.Substring(0, $end) }
    milepost completions powershell -- $typed.Replace('"', "'") 2>$null | Where-Object { $_ -ne '/' } | ForEach-Object {
        $offer, $told = $_ -split "`t", 2
        if (-not $told) { $told = $offer }
        [System.Management.Automation.CompletionResult]::new($offer, $offer, 'ParameterValue', $told)
    }
}
