//! The files of the collections other than JASMIN's.

use std::io;

use crate::sandbox::services::transfer::seed::tree::Tree;

/// Creates all of them, each collection in its own directory.
pub fn all(tree: &mut Tree) -> io::Result<()> {
    laptop(tree)?;
    archer(tree)?;
    tree.text("workstation/home/alice/todo.txt", "send the ensemble to the partners\n")?;
    tree.data("workstation/home/alice/nemo/grid_T_2024.nc", 200_000)?;
    tree.csv("field-laptop/home/demo/logger/rothera_2023.csv", "year,temperature,month", 600)?;
    tree.csv("cohort/projects/heatwave/admissions_2022.csv", "year,rate,month", 300)?;
    tree.dir("big/100000")?;
    tree.dir("big/100001")?;
    tree.dir("big/1000000")
}

fn laptop(tree: &mut Tree) -> io::Result<()> {
    const HOME: &str = "laptop/home/demo";
    let at = |path: &str| format!("{HOME}/{path}");
    tree.text(&at(".bashrc"), "alias ll='ls -l'\n")?;
    tree.text(&at(".gitconfig"), "[user]\n\tname = Demo Scientist\n")?;
    tree.data(at("Documents/Grant proposal 2025.pdf"), 400_000)?;
    tree.text(&at("Documents/packing list.txt"), "laptop, charger, sun cream, spare charger\n")?;
    tree.data(at("Documents/論文/査読コメント.txt"), 3_000)?;
    tree.data(at("Downloads/HadCRUT.5.0.2.0.analysis.anomalies.ensemble_mean.nc"), 1_500_000)?;
    tree.data(at("Downloads/globusconnectpersonal-latest.tgz"), 800_000)?;
    tree.data(at("Downloads/slides (1).pdf"), 250_000)?;
    tree.data(at("Pictures/fieldwork 2023/IMG_0012.png"), 500_000)?;
    tree.data(at("Pictures/fieldwork 2023/🐧 colony.png"), 700_000)?;
    for member in 1..=8 {
        for variable in ["tas", "pr", "psl"] {
            let name = format!("{variable}_day_UKESM1-0-LL_ssp245_r{member}i1p1f2_gn_20150101-20491230.nc");
            tree.data(at(&format!("results/ssp245/r{member}i1p1f2/{name}")), 90_000)?;
        }
    }
    tree.csv(&at("results/summary.csv"), "year,anomaly,month", 420)?;
    tree.data(at("results/figures/anomaly map.png"), 220_000)?;
    tree.link(&at("results/newest"), "ssp245/r8i1p1f2")?;
    tree.dir(&at("inbox"))
}

fn archer(tree: &mut Tree) -> io::Result<()> {
    tree.text("archer2/home/n02/n02/demo/.bashrc", "module load PrgEnv-gnu\n")?;
    tree.text("archer2/home/n02/n02/demo/submit.slurm", "#!/bin/bash\n#SBATCH --nodes=4\nsrun ./nemo.exe\n")?;
    tree.link("archer2/home/n02/n02/demo/work", "../../../../work/n02/n02/demo")?;
    for year in 2000..2006 {
        tree.data(format!("archer2/work/n02/n02/demo/eORCA025/{year}/grid_T_{year}.nc"), 300_000)?;
        tree.data(format!("archer2/work/n02/n02/alice/shared/member_01/grid_T_{year}.nc"), 180_000)?;
    }
    tree.text(
        "archer2/work/n02/n02/alice/shared/README.md",
        "NEMO North Atlantic ensemble, 10 members planned\n",
    )
}
