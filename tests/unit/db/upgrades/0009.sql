BEGIN TRANSACTION;
CREATE TABLE access (
	id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	album_id VARCHAR(12), 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_access PRIMARY KEY (id), 
	CONSTRAINT fk_access_album_id_album FOREIGN KEY(album_id) REFERENCES album (id), 
	CONSTRAINT fk_access_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id), 
	CONSTRAINT fk_access_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
);
INSERT INTO "access" VALUES(1,2,1,'TTZbV2uij7pQ',1);
CREATE TABLE album (
	id VARCHAR(12) NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	parent_id VARCHAR(12), 
	title VARCHAR(300) NOT NULL, 
	description TEXT NOT NULL, 
	time DATETIME, 
	visibility VARCHAR(10) NOT NULL, 
	"order" VARCHAR(10) NOT NULL, 
	cover_id VARCHAR(12), 
	folder BLOB, 
	missing BOOLEAN NOT NULL, 
	sort_key BLOB NOT NULL, 
	CONSTRAINT pk_album PRIMARY KEY (id), 
	CONSTRAINT fk_album_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id), 
	CONSTRAINT fk_album_parent_id_album FOREIGN KEY(parent_id) REFERENCES album (id), 
	CONSTRAINT uq_album_gallery_id_folder UNIQUE (gallery_id, folder)
);
INSERT INTO "album" VALUES('TxKzSsAygctP',1,NULL,'Photographs','',NULL,'private','newest',NULL,X'',0,X'70686F746F677261706873');
INSERT INTO "album" VALUES('ZpoB47T74S8m',1,'TxKzSsAygctP','hid','',NULL,'hidden','oldest',NULL,X'686964',0,X'686964');
INSERT INTO "album" VALUES('MWiCbuYh6EcE',1,'TxKzSsAygctP','open','',NULL,'visible','oldest',NULL,X'6F70656E',0,X'6F70656E');
INSERT INTO "album" VALUES('TTZbV2uij7pQ',1,'TxKzSsAygctP','priv','',NULL,'private','oldest',NULL,X'70726976',0,X'70726976');
INSERT INTO "album" VALUES('rfTcPTnC85gz',1,'TTZbV2uij7pQ','inner','',NULL,'visible','oldest',NULL,X'707269762F696E6E6572',0,X'696E6E6572');
CREATE TABLE album_summary (
	album_id VARCHAR(12) NOT NULL, 
	circle VARCHAR(10) NOT NULL, 
	images INTEGER NOT NULL, 
	albums INTEGER NOT NULL, 
	cover_id VARCHAR(12), 
	cover_path VARCHAR(1000), 
	first_time DATETIME, 
	last_time DATETIME, years TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_album_summary PRIMARY KEY (album_id, circle), 
	CONSTRAINT fk_album_summary_album_id_album FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE
);
INSERT INTO "album_summary" VALUES('rfTcPTnC85gz','public',1,0,'N6Q7AWdo7Hda','N6Q7AWdo7Hda','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('rfTcPTnC85gz','trusted',1,0,'N6Q7AWdo7Hda','N6Q7AWdo7Hda','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('MWiCbuYh6EcE','public',2,0,'onqVqLBFV7sM','onqVqLBFV7sM','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('MWiCbuYh6EcE','trusted',2,0,'onqVqLBFV7sM','onqVqLBFV7sM','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('ZpoB47T74S8m','public',1,0,'SKC7AbYEzBNa','SKC7AbYEzBNa','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('ZpoB47T74S8m','trusted',1,0,'SKC7AbYEzBNa','SKC7AbYEzBNa','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('TTZbV2uij7pQ','public',2,1,'N6Q7AWdo7Hda','rfTcPTnC85gz/N6Q7AWdo7Hda','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('TTZbV2uij7pQ','trusted',2,1,'N6Q7AWdo7Hda','rfTcPTnC85gz/N6Q7AWdo7Hda','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('TxKzSsAygctP','public',2,1,'onqVqLBFV7sM','MWiCbuYh6EcE/onqVqLBFV7sM','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
INSERT INTO "album_summary" VALUES('TxKzSsAygctP','trusted',5,4,'onqVqLBFV7sM','MWiCbuYh6EcE/onqVqLBFV7sM','2020-01-02 03:04:00.000000','2020-01-02 03:04:00.000000','2020');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE attempt (
	"key" VARCHAR(200) NOT NULL, 
	started BIGINT NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_attempt PRIMARY KEY ("key")
);
CREATE TABLE gallery (
	id INTEGER NOT NULL, 
	owner_id INTEGER NOT NULL, 
	host VARCHAR(253) NOT NULL, 
	home BLOB NOT NULL, 
	time_zone VARCHAR(64) NOT NULL, images_budget_mb INTEGER DEFAULT '20480' NOT NULL, archives_budget_mb INTEGER DEFAULT '2048' NOT NULL, about_title VARCHAR(100) DEFAULT '' NOT NULL, about_text TEXT DEFAULT '' NOT NULL, "indexed" BOOLEAN DEFAULT 0 NOT NULL, positions VARCHAR(10) DEFAULT 'trusted' NOT NULL, 
	CONSTRAINT pk_gallery PRIMARY KEY (id), 
	CONSTRAINT fk_gallery_owner_id_user FOREIGN KEY(owner_id) REFERENCES user (id), 
	CONSTRAINT uq_gallery_host UNIQUE (host)
);
INSERT INTO "gallery" VALUES(1,1,'photos.test',X'','UTC',20480,2048,'About','',0,'trusted');
CREATE TABLE gallery_alias (
	host VARCHAR(253) NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	CONSTRAINT pk_gallery_alias PRIMARY KEY (host), 
	CONSTRAINT fk_gallery_alias_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE
);
CREATE TABLE image (
	id VARCHAR(12) NOT NULL, 
	album_id VARCHAR(12) NOT NULL, 
	path BLOB NOT NULL, 
	sort_key BLOB NOT NULL, 
	time DATETIME NOT NULL, 
	offset_minutes INTEGER, 
	time_source VARCHAR(10) NOT NULL, 
	width INTEGER, 
	height INTEGER, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	ctime_ns BIGINT NOT NULL, 
	quick_hash BLOB NOT NULL, 
	placeholder BLOB, 
	camera JSON NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	reason VARCHAR(300), 
	attempts INTEGER NOT NULL, 
	attempted_at DATETIME, judged_under VARCHAR(8), 
	CONSTRAINT pk_image PRIMARY KEY (id), 
	CONSTRAINT fk_image_album_id_album FOREIGN KEY(album_id) REFERENCES album (id), 
	CONSTRAINT uq_image_album_id_path UNIQUE (album_id, path)
);
INSERT INTO "image" VALUES('SKC7AbYEzBNa','ZpoB47T74S8m',X'6869642F682E6A7067',X'682E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005275653244316,X'3BC74C9C5851074ECFF0D0CCD3860050',X'50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B50795B','{}','ready',NULL,0,NULL,NULL);
INSERT INTO "image" VALUES('4ArcYvStZA17','MWiCbuYh6EcE',X'6F70656E2F612E6A7067',X'612E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005275629501799,X'7CE73B36F44F3F77A76A563CA8A07B59',X'00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B00C85B','{}','ready',NULL,0,NULL,NULL);
INSERT INTO "image" VALUES('onqVqLBFV7sM','MWiCbuYh6EcE',X'6F70656E2F622E6A7067',X'622E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005275641465359,X'0B289B9A89F16E835FD5728ED8FF86F2',X'28A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A05928A059','{}','ready',NULL,0,NULL,NULL);
INSERT INTO "image" VALUES('8YvZGoTLefRA','TTZbV2uij7pQ',X'707269762F702E6A7067',X'702E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005275663022729,X'3D33C1EABBD4E0183D0DAEEC13471705',X'785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059785059','{}','ready',NULL,0,NULL,NULL);
INSERT INTO "image" VALUES('N6Q7AWdo7Hda','rfTcPTnC85gz',X'707269762F696E6E65722F712E6A7067',X'712E6A7067','2020-01-02 03:04:00.000000',NULL,'mtime',64,48,676,1577934240000000000,1796005275666212046,X'A0327F6CA6C5EE98C055B41AC31C71EE',X'A1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285BA1285B','{}','ready',NULL,0,NULL,NULL);
ANALYZE "sqlite_master";
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_unrendered','5 5');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_attempted_at','5 5');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_album_time','5 2 2 1 1');
INSERT INTO "sqlite_stat1" VALUES('image','ix_image_album_name','5 2 1 1');
INSERT INTO "sqlite_stat1" VALUES('image','sqlite_autoindex_image_2','5 2 1');
INSERT INTO "sqlite_stat1" VALUES('image','sqlite_autoindex_image_1','5 1');
INSERT INTO "sqlite_stat1" VALUES('album_summary','sqlite_autoindex_album_summary_1','10 2 1');
INSERT INTO "sqlite_stat1" VALUES('alembic_version','sqlite_autoindex_alembic_version_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('user','sqlite_autoindex_user_1','2 1');
INSERT INTO "sqlite_stat1" VALUES('gallery','ix_gallery_owner_id','1 1');
INSERT INTO "sqlite_stat1" VALUES('gallery','sqlite_autoindex_gallery_1','1 1');
INSERT INTO "sqlite_stat1" VALUES('album','uq_album_top','1 1');
INSERT INTO "sqlite_stat1" VALUES('album','ix_album_parent_id','5 2');
INSERT INTO "sqlite_stat1" VALUES('album','sqlite_autoindex_album_2','5 5 1');
INSERT INTO "sqlite_stat1" VALUES('album','sqlite_autoindex_album_1','5 1');
CREATE TABLE token (
	id INTEGER NOT NULL, 
	token_hash BLOB NOT NULL, 
	purpose VARCHAR(20) NOT NULL, 
	user_id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_token PRIMARY KEY (id), 
	CONSTRAINT fk_token_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_token_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT uq_token_token_hash UNIQUE (token_hash)
);
CREATE TABLE user (
	id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	mail VARCHAR(254), 
	password_hash VARCHAR(200), 
	active BOOLEAN NOT NULL, 
	superuser BOOLEAN NOT NULL, 
	CONSTRAINT pk_user PRIMARY KEY (id), 
	CONSTRAINT uq_user_name UNIQUE (name)
);
INSERT INTO "user" VALUES(1,'anna','anna@example.org','$argon2id$v=19$m=65536,t=3,p=1$n+Qq7DWM0dzJ/3Qip5MGtg$EhPb6zAgxSamb5fi7LYT6lsNWtWxIZSSR4mO2ZWQVBg',1,0);
INSERT INTO "user" VALUES(2,'ben',NULL,'$argon2id$v=19$m=65536,t=3,p=1$LCUjpRlLncFux0T5GgKcaw$PkrIj8EQIktugw5pdDEErbsLGpqBOOYbmbX9aPDQ4jk',1,0);
CREATE TABLE user_session (
	id INTEGER NOT NULL, 
	token_hash BLOB NOT NULL, 
	user_id INTEGER NOT NULL, 
	gallery_id INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_user_session PRIMARY KEY (id), 
	CONSTRAINT fk_user_session_gallery_id_gallery FOREIGN KEY(gallery_id) REFERENCES gallery (id) ON DELETE CASCADE, 
	CONSTRAINT fk_user_session_user_id_user FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE, 
	CONSTRAINT uq_user_session_token_hash UNIQUE (token_hash)
);
CREATE INDEX ix_attempt_started ON attempt (started);
CREATE INDEX ix_gallery_owner_id ON gallery (owner_id);
CREATE INDEX ix_album_parent_id ON album (parent_id);
CREATE UNIQUE INDEX uq_album_top ON album (gallery_id) WHERE parent_id IS NULL;
CREATE INDEX ix_user_session_expires_at ON user_session (expires_at);
CREATE INDEX ix_user_session_user_id ON user_session (user_id);
CREATE UNIQUE INDEX uq_access_album ON access (user_id, album_id);
CREATE UNIQUE INDEX uq_access_gallery ON access (user_id, gallery_id) WHERE album_id IS NULL;
CREATE INDEX ix_image_album_name ON image (album_id, sort_key, id);
CREATE INDEX ix_image_album_time ON image (album_id, time, sort_key, id);
CREATE INDEX ix_image_attempted_at ON image (attempted_at);
CREATE INDEX ix_gallery_alias_gallery_id ON gallery_alias (gallery_id);
CREATE INDEX ix_image_unrendered ON image (time) WHERE placeholder IS NULL AND state = 'ready';
COMMIT;
