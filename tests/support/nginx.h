// nginx from the Debian package with fixtures/nginx/gate.conf.in, on a free loopback port.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "core/file.h"
#include "pki/mint.h"
#include "tests/support/ports.h"
#include "tests/support/program.h"
#include "tests/support/temporary_folder.h"

namespace shakedown::testing_support {

/// What varies between the gates under test.
struct NginxGate {
  std::string verify = "on";  ///< ssl_verify_client
  std::string depth = "1";    ///< ssl_verify_depth
  bool other_ca = false;      ///< trusts a CA that signed nobody's certificate
};

/// A running nginx, stopped when destroyed, and the files that belong to it.
class Nginx {
 public:
  explicit Nginx(const NginxGate& gate) {
    WriteFiles(gate);
    for (int attempt = 0; attempt < 3 && !running_; ++attempt) {
      port_ = FreePorts(1)[0];
      WriteConfiguration(gate);
      program_ = std::make_unique<Program>(
          std::vector<std::string>{"nginx", "-p", folder_.path(), "-e", folder_.File("error.log"),
                                   "-c", folder_.File("nginx.conf")},
          std::vector<std::string>{"PATH=/usr/sbin:/usr/bin:/sbin:/bin"});
      running_ = WaitForListener(port_, Deadline::After(Milliseconds(10000)));
    }
  }

  bool running() const { return running_; }
  std::string url() const { return "https://localhost:" + std::to_string(port_) + "/"; }
  std::string File(const std::string& name) const { return folder_.File(name); }
  std::string Log() const {
    const auto log = ReadFile(folder_.File("error.log"));
    return log ? *log : "";
  }

 private:
  void WriteFiles(const NginxGate& gate) {
    const auto ca = pki::MintRoot("Clients CA");
    const auto other = pki::MintRoot("Another CA");
    const auto server_ca = pki::MintRoot("Servers CA");
    ASSERT_TRUE(ca && other && server_ca);
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), "clients-ca", gate.other_ca ? **other : **ca));
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), "ca", **ca));
    ASSERT_TRUE(pki::WriteAuthority(folder_.path(), "server-ca", **server_ca));
    const auto server = pki::Mint(
        **server_ca,
        {.name = "server",
         .common_name = "localhost",
         .dns_names = {"localhost", "open.test", "secure.test", "crl.test", "lenient.test"},
         .server = true});
    ASSERT_TRUE(server) << server.error().Text();
    ASSERT_TRUE(pki::WriteIdentity(folder_.path(), **server));
    const auto revoked = pki::Mint(**ca, {.name = "formerly"});
    ASSERT_TRUE(revoked);
    X509* const list[] = {(*revoked)->leaf.get()};
    const auto crl = pki::MintCrl(gate.other_ca ? **other : **ca, list);
    ASSERT_TRUE(crl);
    X509_CRL* const crls[] = {crl->get()};
    ASSERT_TRUE(pki::WriteCrl(folder_.File("crl.pem"), crls));
  }

  void WriteConfiguration(const NginxGate& gate) {
    auto text = ReadFile(std::string(SHAKEDOWN_SOURCE_DIR) + "/fixtures/nginx/gate.conf.in");
    ASSERT_TRUE(text);
    Replace(&*text, "@FOLDER@", folder_.path());
    Replace(&*text, "@PORT@", std::to_string(port_));
    Replace(&*text, "@VERIFY@", gate.verify);
    Replace(&*text, "@DEPTH@", gate.depth);
    ASSERT_TRUE(WriteFile(folder_.File("nginx.conf"), *text));
  }

  static void Replace(std::string* text, const std::string& from, const std::string& to) {
    for (size_t at = text->find(from); at != std::string::npos; at = text->find(from, at)) {
      text->replace(at, from.size(), to);
      at += to.size();
    }
  }

  TemporaryFolder folder_;
  uint16_t port_ = 0;
  bool running_ = false;
  std::unique_ptr<Program> program_;
};

}  // namespace shakedown::testing_support
