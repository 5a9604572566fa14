//! The files of the JASMIN collection: a home directory, a group workspace, the transfer cache and the archive.

use std::ffi::OsStr;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use crate::sandbox::services::transfer::seed::tree::Tree;

/// Number of entries of the long directory.
pub const MANY: usize = 5_000;
/// How many of them are separate files; the others are hard links to these.
const MEMBERS: usize = 50;

/// Variable, table, first and last month of each file.
const SERIES: &[(&str, &str)] =
    &[("tas", "Amon"), ("pr", "Amon"), ("psl", "Amon"), ("tos", "Omon"), ("siconc", "SImon"), ("uas", "day")];
const SPANS: &[&str] = &["185001-194912", "195001-201412"];

const README: &str = "\
Welcome to your JASMIN home directory.

This is a demonstration: a local Globus with real files. Whatever you
move, rename or delete here stays on this computer.

  runs/        model runs, newest behind the link 'latest'
  analysis/    scripts, notebooks and figures
  members/     one small file for each of 5,000 ensemble members
  xfc          the transfer cache: large, fast, cleaned regularly
";

const SCRIPT: &str = "\
#!/usr/bin/env python3
\"\"\"Global mean surface temperature anomaly against 1850-1900.\"\"\"
import sys
import xarray as xr

def anomaly(path):
    tas = xr.open_dataset(path)[\"tas\"].mean((\"lat\", \"lon\"))
    return tas - tas.sel(time=slice(\"1850\", \"1900\")).mean()

if __name__ == \"__main__\":
    anomaly(sys.argv[1]).to_netcdf(sys.argv[2])
";

/// `/home/users/demo`.
pub fn home(tree: &mut Tree) -> io::Result<()> {
    const HOME: &str = "home/users/demo";
    let at = |path: &str| format!("{HOME}/{path}");
    tree.text(&at("README.txt"), README)?;
    tree.text(&at(".bashrc"), "module load jaspy\nexport PROJECT=demo_climate\n")?;
    tree.text(&at(".config/jasmin/transfer.toml"), "default_collection = \"JASMIN Default Collection\"\n")?;
    tree.dir(&at("empty"))?;
    tree.text(&at("analysis/plot_tas_anomaly.py"), SCRIPT)?;
    tree.text(&at("analysis/environment.yml"), "dependencies:\n  - python\n  - xarray\n  - netcdf4\n")?;
    tree.csv(&at("analysis/tas_global_mean.csv"), "year,anomaly,month", 1_980)?;
    for version in ["v1", "v2", "v3 final", "v3 final (really)"] {
        tree.data(at(&format!("analysis/2024/paper/figures/supplementary/{version}/figure S1.png")), 60_000)?;
        tree.data(at(&format!("analysis/2024/paper/figures/supplementary/{version}/figure S2.png")), 45_000)?;
    }
    tree.data(at("analysis/2024/paper/draft.pdf"), 300_000)?;
    for run in ["2023-11-20", "2024-03-04", "2024-06-01"] {
        for year in 2015..2021 {
            tree.data(
                at(&format!("runs/{run}/output/u-bc179_apm_{year}.nc")),
                150_000 + (year - 2015) * 7_919,
            )?;
        }
        tree.text(&at(&format!("runs/{run}/rose-suite.conf")), "[env]\nRUNLEN=P6Y\nRESTART=false\n")?;
        tree.text(&at(&format!("runs/{run}/log/job.out")), "run started\nrun finished, exit 0\n")?;
    }
    tree.link(&at("latest"), "runs/2024-06-01")?;
    tree.link(&at("runs/first-guess"), "2019-02-30")?;
    tree.link(&at("xfc"), "../../../work/xfc/vol1/user_cache/demo")?;
    names(tree, &at("names"))?;
    let member = |number: usize| at(&format!("members/tas_member_{number:04}.csv"));
    for number in 0..MANY {
        match number.checked_sub(MEMBERS) {
            None => tree.data(member(number), 64 + number)?,
            Some(_) => tree.hard_link(member(number), &member(number % MEMBERS))?,
        }
    }
    Ok(())
}

/// Names that are difficult for a file manager.
fn names(tree: &mut Tree, at: &str) -> io::Result<()> {
    let latin1 = OsStr::from_bytes(b"caf\xe9 latin-1.dat");
    tree.text(&format!("{at}/field notes, May 2023/site visit (Rothera).txt"), "wind 12 m/s, -4 C\n")?;
    tree.data(format!("{at}/観測データ/気温_2023年.csv"), 2_000)?;
    tree.data(format!("{at}/観測データ/海面水温 平均.nc"), 20_000)?;
    tree.data(format!("{at}/데이터/해수면 온도.nc"), 12_000)?;
    tree.data(format!("{at}/🌍 global means.csv"), 900)?;
    tree.data(format!("{at}/👩🏽‍🔬 team photo.png"), 30_000)?;
    tree.text(&format!("{at}/accents/r\u{e9}sum\u{e9}.txt"), "composed (NFC)\n")?;
    tree.text(&format!("{at}/accents/re\u{301}sume\u{301}.txt"), "decomposed (NFD)\n")?;
    tree.data(format!("{at}/accents/Ångström_Größe_naïve.nc"), 8_000)?;
    tree.data(format!("{at}/-leading-dash.nc"), 500)?;
    tree.data(format!("{at}/100% complete #1 & more?.txt"), 500)?;
    tree.data(format!("{at}/odd/\u{1b}[31mred\u{1b}[0m.dat"), 300)?;
    tree.data(format!("{at}/odd/reversed \u{202e}txt.exe"), 300)?;
    // Best effort: some file systems reject such a name.
    let _ = tree.data(Path::new(at).join("odd").join(latin1), 300);
    tree.data(format!("{at}/odd/{}.nc", "long_name_".repeat(24)), 300)
}

/// The files outside the home directory.
pub fn shared(tree: &mut Tree) -> io::Result<()> {
    let workspace = "gws/nopw/j04/demo_climate";
    tree.text(
        &format!("{workspace}/00README"),
        "Group workspace demo_climate: 10 TB, manager Zoë Ångström\n",
    )?;
    let drs = "data/CMIP6/CMIP/MOHC/HadGEM3-GC31-LL/historical/r1i1p1f3";
    for (variable, table) in SERIES {
        for span in SPANS {
            let name = format!("{variable}_{table}_HadGEM3-GC31-LL_historical_r1i1p1f3_gn_{span}.nc");
            tree.data(format!("{workspace}/{drs}/{table}/{variable}/gn/v20190624/{name}"), 350_000)?;
            tree.data(format!("badc/cmip6/{drs}/{table}/{variable}/gn/v20190624/{name}"), 350_000)?;
        }
    }
    for user in ["alice", "bola", "demo"] {
        tree.text(
            &format!("{workspace}/users/{user}/notes.md"),
            "# Notes\n\n- check the calendar attribute\n",
        )?;
    }
    for day in 1..=6 {
        let cache = "work/xfc/vol1/user_cache/demo/swaths";
        tree.data(format!("{cache}/S3A_SL_1_RBT____2024060{day}T101500.nc"), 900_000)?;
    }
    tree.dir("work/xfc/vol1/user_cache/demo/incoming")?;
    tree.text("badc/00README", "The BADC archive. Read-only.\n")?;
    for year in 1990..2000 {
        let name = format!("tasmax_hadukgrid_uk_1km_mon_{year}01-{year}12.nc");
        tree.data(format!("badc/ukmo-hadobs/data/insitu/MOHC/HadOBS/HadUK-Grid/v1.2/{name}"), 120_000)?;
    }
    tree.text("neodc/00README", "The NEODC archive. Read-only.\n")?;
    for month in 1..=6 {
        let name = format!("ESACCI-SST-L4-2020{month:02}15120000-GLOB_CDR2.1.nc");
        tree.data(
            format!("neodc/esacci/sst/data/CDR_v2/Analysis/L4/v2.1/2020/{month:02}/15/{name}"),
            250_000,
        )?;
    }
    tree.protect("badc")?;
    tree.protect("neodc")
}
