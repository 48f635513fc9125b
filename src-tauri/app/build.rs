//! Tells Tauri where this house keeps its rooms.

use std::fs;
use std::path::Path;
use std::process::exit;

fn main() {
    // The page is built by npm and embedded. Without the folder nothing compiles, not even a test that
    // needs no page.
    println!("cargo:rerun-if-changed=ui/dist");
    if let Err(error) = fs::create_dir_all("ui/dist") {
        println!("cargo:warning=ui/dist cannot be made: {error}");
    }
    println!("cargo:rerun-if-changed=src-tauri/app/permissions");
    let manifest =
        tauri_build::AppManifest::new().permissions_path_pattern("./src-tauri/app/permissions/**/*");
    let attributes = tauri_build::Attributes::new()
        .app_manifest(manifest)
        .capabilities_path_pattern("./src-tauri/app/capabilities/**/*");
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("{error:#}");
        exit(1);
    }
    // Schemas for editors; Tauri writes them to the root whether one wants them or not.
    if Path::new("gen").exists()
        && let Err(error) = fs::remove_dir_all("gen")
    {
        println!("cargo:warning=gen cannot be removed: {error}");
    }
}
