include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# runtime: what a user of the program needs.
install(TARGETS shakedown RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
install(DIRECTORY scenarios/ DESTINATION ${CMAKE_INSTALL_DATADIR}/shakedown/scenarios COMPONENT runtime)
install(DIRECTORY reports/ DESTINATION ${CMAKE_INSTALL_DATADIR}/shakedown/reports COMPONENT runtime
  FILES_MATCHING PATTERN "*.xsd" PATTERN "*.schema.json" PATTERN "sample" EXCLUDE)
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT runtime FILES_MATCHING PATTERN "*.md"
  PATTERN "*.png")

# Man page and completions are made by the program itself, from its option tables.
set(generated ${CMAKE_CURRENT_BINARY_DIR}/generated)
add_custom_command(
  OUTPUT ${generated}/shakedown.1
  BYPRODUCTS ${generated}/shakedown ${generated}/_shakedown ${generated}/shakedown.fish
  COMMAND ${CMAKE_COMMAND} -E make_directory ${generated}
  COMMAND shakedown completion bash > ${generated}/shakedown
  COMMAND shakedown completion zsh > ${generated}/_shakedown
  COMMAND shakedown completion fish > ${generated}/shakedown.fish
  COMMAND shakedown completion man > ${generated}/shakedown.1
  DEPENDS shakedown
  VERBATIM)
add_custom_target(shakedown_manual ALL DEPENDS ${generated}/shakedown.1)
install(FILES ${generated}/shakedown.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT runtime)
install(FILES ${generated}/shakedown DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  COMPONENT runtime)
install(FILES ${generated}/_shakedown DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions
  COMPONENT runtime)
install(FILES ${generated}/shakedown.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
  COMPONENT runtime)

# development: the libraries, for find_package(shakedown).
get_property(layers GLOBAL PROPERTY SHAKEDOWN_LAYERS)
list(TRANSFORM layers PREPEND shakedown_ OUTPUT_VARIABLE libraries)
install(TARGETS ${libraries} EXPORT shakedown
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/shakedown COMPONENT development
  INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/shakedown)
foreach(layer IN LISTS layers)
  install(DIRECTORY src/${layer} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/shakedown COMPONENT development
    FILES_MATCHING PATTERN "*.h")
endforeach()
set(package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/shakedown)
install(EXPORT shakedown NAMESPACE shakedown:: FILE shakedownTargets.cmake DESTINATION ${package_folder}
  COMPONENT development)
configure_package_config_file(cmake/shakedownConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/shakedownConfig.cmake INSTALL_DESTINATION ${package_folder})
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/shakedownConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/shakedownConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/shakedownConfigVersion.cmake
  DESTINATION ${package_folder} COMPONENT development)

# `cpack -G DEB` in the build folder: one package for each component.
set(CPACK_PACKAGE_NAME shakedown)
set(CPACK_PACKAGE_VENDOR "The Shakedown maintainers")
set(CPACK_PACKAGE_CONTACT "The Shakedown maintainers <maintainers@shakedown.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "say why a TLS client certificate was refused")
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "say why a TLS client certificate was refused
 Runs scripted mutual-TLS handshakes against a server, records what crossed
 the wire, finds the cause of each refusal and reports it for people and for
 CI systems.")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "libraries behind shakedown
 Decoders of TLS handshake messages, the handshake client that records traces,
 and the diagnosis of client-certificate failures, as static libraries.")
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME shakedown)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION net)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libshakedown-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "libssl-dev, libfmt-dev, libpugixml-dev, nlohmann-json3-dev, libnghttp2-dev, libidn2-dev, pkg-config")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
include(CPack)
