// A folder with a CA and one identity for every flaw and key kind: what `shakedown mint` writes.
#pragma once

#include <string>
#include <vector>

#include "core/result.h"
#include "pki/mint.h"

namespace shakedown::pki {

/// What the folder shall hold.
struct ShowcaseOptions {
  std::string common_name = "Shakedown test CA";  ///< of the CA, if it is a fresh one
  KeyKind authority_key = KeyKind::kP256;         ///< of the CA, if it is a fresh one
  KeyKind identity_key = KeyKind::kP256;          ///< of the server and of each flaw
  /// One good identity for each; empty: every kind but RSA 1024, which is the flaw weak-key. RSA
  /// keys above 2048 bits take a second or more.
  std::vector<KeyKind> key_kinds;
  AuthorityPtr authority;  ///< issue below this CA instead; its key is not written
  std::vector<std::string> server_names = {"localhost"};
  std::string p12_passphrase;  ///< if set, each identity is written as PKCS#12 too
  bool overwrite = false;      ///< write over a showcase that is there
};

/// One written file.
struct ShowcaseFile {
  std::string name;         ///< within the folder
  std::string description;  ///< one line
};

/// Makes `directory` if it is missing and fills it: ca, server, every flaw and key kind by its word
/// (`expired.pem`, `expired.key`), deep chains, the CAs that the server does not trust and what
/// they issued, CRLs. Without `overwrite` a folder that holds a ca.pem is left alone (kFileWrite).
Result<std::vector<ShowcaseFile>> MintShowcase(const std::string& directory,
                                               const ShowcaseOptions& options = {});

}  // namespace shakedown::pki
