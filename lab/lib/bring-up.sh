# shellcheck shell=bash
# The order of things. Programs and packages come first, in two lanes: one compiles, one downloads.

bring_up() {
  local lanes=() lane failed=0
  (
    get_tools
    get_image_packages
  ) &
  lanes+=($!)
  build_programs &
  lanes+=($!)
  for lane in "${lanes[@]}"; do wait "$lane" || failed=1; done
  ((failed == 0)) || exit 1

  get_tools
  get_certificates
  client_config
  start_registry
  start_buildkit a
  remote_builder
  push_base_images
  if has_component nodes; then
    start_buildkit b
    nodes_builder
  fi
  if has_component tls; then start_tls; fi
  if has_component docker; then start_engines; fi
  if has_component container; then container_builder; fi
}

build_programs() {
  build_labtls
  build_crane
  build_buildkit
  build_buildx
  if has_component act; then build_act; fi
  if has_component docker; then build_docker; fi
}
