#include "core/file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace shakedown {
namespace {

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "shakedown_file_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Path(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
};

TEST_F(FileTest, WritesAndReadsBackEveryOctet) {
  const std::string content("a\0b\n\xff", 5);
  ASSERT_TRUE(WriteFile(Path("x"), content));
  const auto read = ReadFile(Path("x"));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, content);
}

TEST_F(FileTest, LeavesNoTemporaryFileBehind) {
  ASSERT_TRUE(WriteFile(Path("x"), "1"));
  ASSERT_TRUE(WriteFile(Path("x"), "2"));
  const std::filesystem::directory_iterator files(folder_);
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST_F(FileTest, OwnerOnlyFilesHaveMode0600WhateverTheUmask) {
  ASSERT_TRUE(WriteFile(Path("key"), "secret", FileAccess::kOwnerOnly));
  struct stat info {};
  ASSERT_EQ(stat(Path("key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST_F(FileTest, MissingFileSaysWhichAndWhy) {
  const auto read = ReadFile(Path("absent"));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code(), ErrorCode::kFileRead);
  EXPECT_NE(read.error().message().find("absent"), std::string::npos);
  EXPECT_NE(read.error().message().find("No such file"), std::string::npos);
}

TEST_F(FileTest, FoldersAndOversizeFilesAreRefused) {
  EXPECT_FALSE(ReadFile(folder_));
  ASSERT_TRUE(WriteFile(Path("big"), std::string(100, 'x')));
  EXPECT_FALSE(ReadFile(Path("big"), 99));
  EXPECT_TRUE(ReadFile(Path("big"), 100));
}

TEST_F(FileTest, PipesAreWrittenToAndNeverReplaced) {
  ASSERT_EQ(mkfifo(Path("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(WriteFile(Path("pipe"), "nobody reads"));
  const int reader = open(Path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  EXPECT_TRUE(WriteFile(Path("pipe"), "a report"));
  char received[64] = {};
  EXPECT_EQ(read(reader, received, sizeof received), 8);
  EXPECT_STREQ(received, "a report");
  close(reader);
  EXPECT_TRUE(std::filesystem::is_fifo(Path("pipe")));
}

TEST_F(FileTest, LinksStayAndLeadToTheNewContent) {
  ASSERT_TRUE(WriteFile(Path("x"), "old"));
  std::filesystem::create_symlink("x", Path("link"));
  ASSERT_TRUE(WriteFile(Path("link"), "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(Path("link")));
  EXPECT_EQ(ReadFile(Path("x")).value(), "new");
}

TEST_F(FileTest, WritingIntoAMissingFolderFails) {
  const auto written = WriteFile(Path("no/such/folder/x"), "1");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code(), ErrorCode::kFileWrite);
}

}  // namespace
}  // namespace shakedown
