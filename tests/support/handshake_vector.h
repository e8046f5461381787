// The vectors of fixtures/handshakes: one handshake message each, as hex, with what it should say.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/hex.h"
#include "core/text.h"
#include "tls/code_points.h"

namespace shakedown::testing_support {

struct HandshakeVector {
  std::string file;  ///< name without folder and ending
  std::string type;  ///< "CertificateRequest"
  tls::Version version{};
  std::vector<std::pair<std::string, std::string>> expectations;  ///< key without "Expect."
  Bytes message;                                                  ///< header included

  /// The message without its header.
  ByteSpan body() const { return ByteSpan(message).subspan(4); }
  /// The expected values of `key`, in the order of the file.
  std::vector<std::string> Expected(const std::string& key) const {
    std::vector<std::string> values;
    for (const auto& [name, value] : expectations) {
      if (name == key) values.push_back(value);
    }
    return values;
  }
};

inline void PrintTo(const HandshakeVector& vector, std::ostream* out) { *out << vector.file; }

/// Reads one file. Throws if it is not in the form that fixtures/handshakes/README.md describes.
inline HandshakeVector LoadHandshakeVector(const std::filesystem::path& path) {
  HandshakeVector vector;
  vector.file = path.stem().string();
  std::ifstream in(path);
  std::string line;
  while (std::getline(in, line) && line != "Hex =") {
    const size_t equals = line.find('=');
    if (equals == std::string::npos) throw std::runtime_error("no '=' in " + path.string());
    const std::string key(Trimmed(line.substr(0, equals)));
    const std::string value(Trimmed(line.substr(equals + 1)));
    if (key == "Type") vector.type = value;
    if (key == "Version") vector.version = tls::VersionFromName(value).value();
    if (key.starts_with("Expect.")) vector.expectations.emplace_back(key.substr(7), value);
  }
  const std::string hex(std::istreambuf_iterator<char>(in), {});
  vector.message = FromHex(hex).value();
  if (vector.type.empty() || vector.message.size() < 4) {
    throw std::runtime_error("no type or no octets in " + path.string());
  }
  return vector;
}

/// All vectors in `folder` of fixtures/handshakes, by file name; "" is the folder itself.
inline std::vector<HandshakeVector> LoadHandshakeVectors(const std::string& folder) {
  std::vector<HandshakeVector> vectors;
  const auto root = std::filesystem::path(SHAKEDOWN_SOURCE_DIR) / "fixtures/handshakes" / folder;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.path().extension() == ".hex") vectors.push_back(LoadHandshakeVector(entry.path()));
  }
  std::ranges::sort(vectors, {}, &HandshakeVector::file);
  return vectors;
}

}  // namespace shakedown::testing_support
